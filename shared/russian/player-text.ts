import { numberText } from './number-text.ts';
import { counted, type PluralForms } from './plural.ts';

const NBSP = '\u00a0';
const FRAMES: PluralForms = { one: 'кадр', few: 'кадра', many: 'кадров' };

/** «×2», «назад ×4», «пауза»: how fast a film goes. */
export function speedText(speed: number): string {
  if (speed === 0) return 'пауза';
  const times = `×${numberText(Math.abs(speed))}`;
  if (speed < 0) return speed === -1 ? 'назад' : `назад ${times}`;
  return speed === 1 ? 'вперёд' : times;
}

/** «24 кадра в секунду» in short; «около» where its pictures do not all last as long. */
export function frameRateText({ fps, isEven }: { fps: number; isEven: boolean }): string {
  const rounded = Math.round(fps * 1000) / 1000;
  return `${isEven ? '' : 'около '}${numberText(isEven ? rounded : Math.round(fps * 10) / 10)}${NBSP}к/с`;
}

/** «кадр 37, 1,5 с из 4 с»: where a film stands, for who hears the page. */
export function filmPlaceText({
  frame,
  atS,
  durationS,
}: {
  frame: number;
  atS: number;
  durationS: number;
}): string {
  const seconds = (s: number) => `${numberText(Math.round(s * 10) / 10)}${NBSP}с`;
  return `кадр ${numberText(frame)}, ${seconds(atS)} из ${seconds(durationS)}`;
}

export const NO_FILM_TEXT =
  'Это видео браузер показать не может. Скачайте файл или откройте его в другом браузере.';
export const FRAME_WAITS_TEXT = 'Кадр станет картинкой в ленте шота, как только раннер его достанет';
export const FRAME_TAKEN_TEXT = 'Этот кадр уже взят: он есть в ленте шота';

/** «Кадр уйдёт в шот 5. Крыша». */
export function frameGoesText(shot: string): string {
  return `Кадр появится в шоте «${shot}»`;
}

/** «расхождение 0 кадров»: by how much two films that go together differ. */
export function driftText(frames: number): string {
  const rounded = Math.round(frames * 10) / 10;
  return Number.isInteger(rounded)
    ? `расхождение ${counted(rounded, FRAMES)}`
    : `расхождение ${numberText(rounded)}${NBSP}кадра`;
}

export const MODEL_TITLE_TEXT = 'Модель';
export const SEED_TITLE_TEXT = 'Зерно';
