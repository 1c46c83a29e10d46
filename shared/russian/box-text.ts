import type { AssetKind } from '../assets/asset-kind.ts';
import { titleText } from './storyboard-text.ts';

const NBSP = '\u00a0';

export const HEADLINER_ACTION_TEXT = 'хедлайнер';
export const PROMPT_ACTION_TEXT = 'промт';
export const PARAMS_ACTION_TEXT = 'параметры';
export const MODEL_ACTION_TEXT = 'модель';
export const YOU_TEXT = 'вы';
export const ASSET_TRASH_ACTION_TEXT = 'удаление файла в корзину';
export const MARK_ACTION_TEXT = {
  rating: 'оценка',
  favourite: 'избранное',
  flag: 'отбор',
  note: 'заметка к ассету',
} as const;
export const HEADLINER_SET_TEXT = 'Хедлайнер выбран';
export const HEADLINER_GONE_TEXT = 'Хедлайнер снят';
export const DRAFT_TAKEN_TEXT = 'Промт и параметры этого дубля теперь в поле';
export const FIRST_FRAME_SET_TEXT = 'Первый кадр выбран. Опишите движение и запустите';

/** «Шот 12. Крыша». */
export function boxTitleText(number: number, title: string): string {
  return `Шот${NBSP}${number}. ${titleText(title)}`;
}

export function badParameterText(name: string): string {
  return name === ''
    ? 'Параметры не подходят этой модели.'
    : `Проверьте поле «${name}»: модель не примет такое значение.`;
}

export const VIEWER_TEXT =
  'Только просмотр: промт и дубли видны, а запускать и менять может редактор или владелец.';
export const NO_PROMPT_TEXT = 'Опишите, что должно получиться.';

export function assetLabel(kind: AssetKind, number: number, prompt: string): string {
  const what = { image: 'Картинка', video: 'Видео', audio: 'Звук', subtitles: 'Субтитры' }[kind];
  const about = prompt === '' ? '' : `: ${prompt.length > 80 ? `${prompt.slice(0, 80)}…` : prompt}`;
  return `${what}${NBSP}${number}${about}`;
}

/** A file that somebody brought is called as he calls it. */
export function ownFileLabel(kind: AssetKind, name: string | null): string {
  return name ?? { image: 'Картинка', video: 'Видео', audio: 'Звук', subtitles: 'Субтитры' }[kind];
}

/** Why nothing is asked of a model, before anything is: the server would say the same, after the launch was made. */
export function refusedModelText({
  isOff,
  lacksKey,
}: {
  isOff?: boolean | undefined;
  lacksKey?: boolean | undefined;
}) {
  if (isOff) return 'Эта модель выключена в настройках. Выберите другую.';
  if (lacksKey)
    return 'Для этой модели не введён ключ. Администратор вводит его в настройках, раздел «Провайдеры»; пока выберите другую.';
  return undefined;
}
