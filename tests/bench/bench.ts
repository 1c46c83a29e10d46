import type { Row } from './report/row.ts';
import type { System } from './servers/system.ts';

export type BenchContext = {
  systems: System[];
  /** Short runs and one repeat: for a look, not for figures to quote. */
  quick: boolean;
  scratchFolder: string;
  note: (text: string) => void;
};

export type Bench = { id: string; title: string; run: (context: BenchContext) => Promise<Row[]> };
