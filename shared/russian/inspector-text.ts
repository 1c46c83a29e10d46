export const NO_SEED_TEXT = 'зерно не поддерживается';
/** Whether the provider has told is another matter: no record holds it. */
export const OWN_SEED_TEXT = 'модель выбрала сама';
export const COPIED_TEXT = 'Скопировано';
export const NOT_COPIED_TEXT = 'Браузер не дал скопировать. Выделите текст и нажмите Ctrl+C.';
export const REPLACED_DRAFT_TEXT = 'Промт заменён';
export const NO_MODEL_TEXT =
  'Этой модели больше нет в каталоге: повторить нельзя. Возьмите промт и выберите другую.';
export const NO_PROMPT_RECORD_TEXT = 'Промта нет: файл загрузили.';
export const UNKNOWN_PROMPT_TEXT = 'Промт этого дубля ещё не на устройстве.';

/** «Повторить · ≈ 4 ₽»: what a button does and what that costs. */
export function pricedText(what: string, price: string): string {
  return `${what} · ${price}`;
}

export const TAKES_MAX = 8;

/** «Дублей: 3». */
export function takesText(count: number): string {
  return `Дублей: ${count}`;
}

/** «Промт длиннее, чем берёт эта модель: 1 240 знаков из 1 000». */
export function longPromptText(length: number, max: number): string {
  return `Промт длиннее, чем берёт эта модель: ${length.toLocaleString('ru')} знаков из ${max.toLocaleString('ru')}. Сократите его или выберите другую модель.`;
}

export function promptLengthText(length: number, max: number): string {
  return `${length.toLocaleString('ru')} из ${max.toLocaleString('ru')} знаков`;
}

export const YES_TEXT = 'да';
export const NO_TEXT = 'нет';
export const SOURCE_TITLE_TEXT = 'Из чего сделано';
