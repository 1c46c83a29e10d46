import type { SystemKey } from '../servers/system.ts';

export type Values = Partial<Record<SystemKey, number | null>>;
export type Unit = 'мс' | '%' | 'КБ' | 'МБ' | 'с' | 'шт';
export type Goal = { text: string; isMet: (values: Values) => boolean | null };

/** One line of the table: one figure of all systems, all measured in the same run. */
export type Row = {
  bench: string;
  figure: string;
  unit: Unit;
  values: Values;
  /** Which way is better; without it no ratio is printed. */
  better?: 'less' | 'more';
  goal?: Goal;
};
