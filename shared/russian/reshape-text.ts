import { SHOTS } from './nouns.ts';
import { counted, type PluralForms } from './plural.ts';

const ASSETS: PluralForms = { one: 'ассет', few: 'ассета', many: 'ассетов' };

export const RESHAPE_ACTION_TEXT = {
  copy: 'дублирование с ассетами',
  split: 'разделение шота',
  merge: 'объединение шотов',
  move: 'перемещение ассетов',
} as const;

export const MOVE_ASSETS_TEXT = 'Переместить в шот…';

export const RECORDS_MISSING_TEXT =
  'Промты этого шота ещё не пришли на устройство, без них ассеты не переносятся. Повторите, когда сервер ответит.';

export const STILL_WORKING_TEXT =
  'В этих шотах ещё идёт работа, и результаты ушли бы в корзину вместе с ними. Объедините шоты, когда она закончится.';

export function copiedWithAssetsText(shots: number, assets: number): string {
  const what = shots === 1 ? 'Шот дублирован' : `Дублировано: ${counted(shots, SHOTS)}`;
  return assets === 0
    ? what
    : `${what}, с ним ${counted(assets, ASSETS)}`.replace('с ним', shots === 1 ? 'с ним' : 'с ними');
}

export function splitText(number: number): string {
  return `Шот разделён: новый стоит под номером ${number}`;
}

export function mergedText(count: number): string {
  return `Объединены ${counted(count, SHOTS)}: остальные в корзине`;
}

export function movedText(assets: number, number: number): string {
  return `${counted(assets, ASSETS)} — в шот ${number}`;
}

export function chosenAssetsText(count: number): string {
  return `Выбрано: ${counted(count, ASSETS)}`;
}

/** How an asset is called where only its kind is known. */
export const ASSET_KIND_TEXT = {
  image: 'картинка',
  video: 'видео',
  audio: 'звук',
  subtitles: 'субтитры',
} as const;
