import { numberText } from './number-text.ts';

export type PluralForms = { one: string; few: string; many: string; other?: string };

const NBSP = '\u00a0';

/** «1 шот», «2 шота», «5 шотов»; fractions take the genitive singular. */
export function counted(count: number, forms: PluralForms): string {
  return `${numberText(count)}${NBSP}${pluralForm(count, forms)}`;
}

export function pluralForm(count: number, forms: PluralForms): string {
  if (!Number.isInteger(count)) return forms.other ?? forms.few;
  const units = Math.abs(count) % 10;
  const isTeen = Math.floor(Math.abs(count) / 10) % 10 === 1;
  if (units === 1 && !isTeen) return forms.one;
  return units >= 2 && units <= 4 && !isTeen ? forms.few : forms.many;
}
