import { titleText } from './storyboard-text.ts';

const NBSP = '\u00a0';

/** «Шот 12, «Крыша»». */
export function barText(number: number, title: string): string {
  return `Шот${NBSP}${number}, «${titleText(title)}»`;
}

/** «Шоты 12–20», «Шот 12». */
export function rangeText({ first, last }: { first: number; last: number }): string {
  return first === last ? `Шот${NBSP}${first}` : `Шоты${NBSP}${first}–${last}`;
}
