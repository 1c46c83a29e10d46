import type { AssetMarks } from '../documents/asset-marks.ts';
import type { PluralForms } from './plural.ts';
import { counted } from './plural.ts';

const NBSP = '\u00a0';

const ASSETS: PluralForms = { one: 'ассет', few: 'ассета', many: 'ассетов' };

export const FEED_KIND_TEXT = {
  all: 'Все',
  image: 'Картинки',
  video: 'Видео',
  audio: 'Звук',
  own: 'Свои',
} as const;
export const FAVOURITES_TEXT = 'Избранное';
export const UNREJECTED_TEXT = 'Без отклонённых';
export const FEED_SORT_TEXT = { newest: 'Сначала новые', rating: 'По оценке' } as const;

/** «оценка 4, отобрано, в избранном»: what is said of an asset, for who hears the page. */
export function marksText({ rating, flag, isFavourite, note }: AssetMarks): string {
  return [
    rating > 0 ? `оценка${NBSP}${rating}` : undefined,
    flag === 'pick' ? 'отобрано' : flag === 'reject' ? 'отклонено' : undefined,
    isFavourite ? 'в избранном' : undefined,
    note === '' ? undefined : 'есть заметка',
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** What the keyboard has just said of an asset, or of several. */
export function markedText(count: number, what: string): string {
  return count === 1 ? what : `${counted(count, ASSETS)}: ${what}`;
}

export function ratedText(rating: number): string {
  return rating === 0 ? 'оценка снята' : `оценка${NBSP}${rating} из${NBSP}5`;
}

export const FLAGGED_TEXT = { pick: 'отобрано', reject: 'отклонено', none: 'отметка снята' } as const;
export const FAVOURITE_TEXT = { on: 'в избранном', off: 'убрано из избранного' } as const;

/** «Выбрано: 3 ассета». */
export function chosenText(count: number): string {
  return `Выбрано: ${counted(count, ASSETS)}`;
}

export function trashedAssetsText(count: number, label: string): string {
  return count === 1 ? `В корзине шота: ${label}` : `В корзине шота: ${counted(count, ASSETS)}`;
}

/** A tile has little room: the inspector says the rest. */
export const TILE_STANDING_TEXT = {
  unsent: 'Отправляем',
  held: 'Нужно слово',
  refused: 'Не принято',
  unknown: 'Неизвестно серверу',
  ready: 'Ожидание',
  leased: 'В работе',
  waiting: 'В работе',
  needs_human: 'Нужно решение',
  done: 'Готово',
  dead: 'Ошибка',
  cancelled: 'Отменён',
} as const;

export const HEADLINER_TRASHED_TEXT =
  'Хедлайнер этого шота лежит в корзине. Верните его или выберите другой.';
export const HEADLINER_MISSING_TEXT = 'Хедлайнера этого шота больше нет: его удалили. Выберите другой.';

export const TILE_ACT_TEXT = {
  open: 'Открыть крупно',
  look: 'Сведения',
  headliner: 'Сделать хедлайнером',
  unhead: 'Снять хедлайнера',
  animate: 'Оживить',
  save: 'Скачать',
  pick: 'Отобрать',
  reject: 'Отклонить',
  favour: 'В избранное',
  trash: 'В корзину шота',
} as const;
