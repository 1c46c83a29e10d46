import { counted, type PluralForms } from './plural.ts';

const NBSP = '\u00a0';
const ASSETS: PluralForms = { one: 'ассет', few: 'ассета', many: 'ассетов' };

export const CULL_LOOK_TEXT = {
  all: 'Все',
  unjudged: 'Без отметки',
  picked: 'Отобранные',
  unrejected: 'Без отклонённых',
  favourites: 'Избранное',
} as const;

/** «осталось 34», «всё просмотрено»: how many nobody has judged yet. */
export function leftText(left: number): string {
  return left === 0 ? 'всё просмотрено' : `осталось${NBSP}${left}`;
}

/** «3 из 120 ассетов». */
export function cullPlaceText(place: number, count: number): string {
  return count === 0 ? 'нет ассетов' : `${place + 1} из${NBSP}${counted(count, ASSETS)}`;
}

export const NOTHING_TO_UNDO_TEXT = 'Отменять больше нечего';
export const NOTHING_TO_REDO_TEXT = 'Возвращать больше нечего';
