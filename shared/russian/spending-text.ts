import type { Sums } from '../jobs/project-budget.ts';
import { sumsText } from './price-text.ts';

export const CURRENCY_TEXT = { RUB: 'рубли, ₽', USD: 'доллары, $', EUR: 'евро, €' } as const;
export const NO_SUM_TEXT = 'Введите сумму числом, например 1500 или 99,50.';
export const CAP_SAVED_TEXT = 'Предел на день сохранён';
export const CAP_GONE_TEXT = 'Предела на день больше нет';

/** «120 ₽», «120 ₽, удержано 40 ₽»; money of calls that are still under way is not spent yet. */
export function movedText({ spent, reserved }: Sums): string {
  if (reserved.length === 0) return sumsText(spent);
  const held = `удержано ${sumsText(reserved)}`;
  return spent.length === 0 ? held : `${sumsText(spent)}, ${held}`;
}

/** The days of budgets are those of UTC: when they begin on this machine. */
export function dayBeginsText(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  const clock = at.toLocaleTimeString('ru', { hour: '2-digit', minute: '2-digit' });
  return `Новый день начинается в ${clock} по вашим часам, у всех в один и тот же момент.`;
}
