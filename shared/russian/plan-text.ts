import { numberText } from './number-text.ts';

const NBSP = '\u00a0';

/** «4 с», «1,5 с», «2 мин 5 с», «1 ч 2 мин». */
export function planText(planS: number): string {
  if (planS < 60) return `${numberText(planS, 1)}${NBSP}с`;
  const seconds = Math.round(planS);
  const parts = [
    [Math.floor(seconds / 3600), 'ч'],
    [Math.floor(seconds / 60) % 60, 'мин'],
    [seconds < 3600 ? seconds % 60 : 0, 'с'],
  ] as const;
  return parts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}${NBSP}${unit}`)
    .join(NBSP);
}
