import type { PriceSum } from '../catalogue/add-prices.ts';
import type { BulkSkip } from '../storyboard/bulk-lines.ts';
import { LAUNCHES } from './nouns.ts';
import { counted } from './plural.ts';
import { sumsText } from './price-text.ts';

const NBSP = '\u00a0';

/** «24 запуска ≈ 340 ₽», «2 запуска, бесплатно», «3 запуска ≈ 40 ₽ и 2 без цены». */
export function bulkPriceText(count: number, { sums, unknown }: PriceSum): string {
  const some = sums.filter(({ amount }) => amount > 0);
  const price = some.length > 0 ? `${NBSP}≈${NBSP}${sumsText(some)}` : unknown > 0 ? '' : ', бесплатно';
  const rest = unknown === 0 ? '' : some.length === 0 ? ', цена неизвестна' : ` и ${unknown}${NBSP}без цены`;
  return `${counted(count, LAUNCHES)}${price}${rest}`;
}

export function bulkSkipText(skip: BulkSkip): string {
  switch (skip.why) {
    case 'no_words':
      return 'нет ни промта, ни названия, ни заметки';
    case 'running':
      return 'уже запущен';
    case 'bad_parameter':
      return `модели не подходит параметр «${skip.parameter}»`;
  }
}

/** «Готово 7 из 24 · не получилось 1». */
export function bulkProgressText({
  done,
  failed,
  count,
}: {
  done: number;
  failed: number;
  count: number;
}): string {
  const text = `Готово ${done} из${NBSP}${count}`;
  return failed > 0 ? `${text} · не${NBSP}получилось ${failed}` : text;
}
