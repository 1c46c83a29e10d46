const rules = new Intl.PluralRules('ru');

export type PluralForms = { one: string; few: string; many: string; other?: string };

const NBSP = '\u00a0';

/** «1 шот», «2 шота», «5 шотов»; fractions take the genitive singular. */
export function counted(count: number, forms: PluralForms): string {
  return `${count.toLocaleString('ru')}${NBSP}${pluralForm(count, forms)}`;
}

function pluralForm(count: number, forms: PluralForms): string {
  const rule = rules.select(count);
  if (rule === 'one') return forms.one;
  if (rule === 'few') return forms.few;
  if (rule === 'many') return forms.many;
  return forms.other ?? forms.few;
}
