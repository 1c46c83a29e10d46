import type { Price } from '../catalogue/price.ts';

const NBSP = '\u00a0';
const MILLION = 1_000_000;

/** «12 ₽», «0,04 $»: as many digits as the sum has, two at least when it has any after the comma. */
export function sumText({ amount, currency }: Price): string {
  const value = amount / MILLION;
  const isWhole = amount % MILLION === 0;
  return new Intl.NumberFormat('ru', {
    style: 'currency',
    currency,
    minimumFractionDigits: isWhole ? 0 : 2,
    // Half a cent more or less is no small thing in a price of one and a half.
    maximumFractionDigits: isWhole ? 0 : value < 0.01 ? 6 : value < 1 ? 4 : 2,
  }).format(value);
}

/** «бесплатно», «≈ 12 ₽», «до 12 ₽», «нет цены». */
export function priceText(price: Price | null): string {
  if (!price) return 'нет цены';
  if (price.amount === 0) return 'бесплатно';
  return `${price.isMost ? 'до' : '≈'}${NBSP}${sumText(price)}`;
}

/** «12 ₽ и 0,50 $»; sums of different currencies are never added up. */
export function sumsText(sums: Price[]): string {
  const some = sums.filter(({ amount }) => amount > 0);
  return some.length === 0 ? 'ничего' : some.map((sum) => sumText(sum)).join(' и ');
}

export function spentText(spent: Price[]): string {
  return spent.length === 0 || spent.every(({ amount }) => amount === 0) ? 'бесплатно' : sumsText(spent);
}
