import { numberText } from './number-text.ts';

const UNITS = ['Б', 'КБ', 'МБ', 'ГБ', 'ТБ'];
const STEP = 1024;

/** «50,3 МБ», with a space that does not break. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP;
    unit++;
  }
  return `${numberText(value, value < 100 && unit > 0 ? 1 : 0)}\u00a0${UNITS[unit]}`;
}
