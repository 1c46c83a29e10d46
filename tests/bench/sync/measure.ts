import type { BenchContext } from '../bench.ts';
import type { Row, Values } from '../report/row.ts';
import { median } from '../report/statistics.ts';
import { Fleet, reasonOf } from '../servers/fleet.ts';
import type { RunningSystem, SystemKey } from '../servers/system.ts';
import { systemKeys } from '../servers/system.ts';

const usualRepeats = 3;

/** What one measurement of one system yields, by figure name; null is «нет». */
export type Figures = Record<string, number | null>;
export type Measured = Partial<Record<SystemKey, Figures>>;
export type RowOfFigure = Omit<Row, 'bench' | 'values'> & { name: string };
type Measure = (system: RunningSystem, repeat: number) => Promise<Figures>;

/** Medians over the repeats. The order of the systems turns, so that none always runs on a warm or a busy machine. */
export async function measureFleet(
  context: BenchContext,
  measure: Measure,
  repeats = context.quick ? 1 : usualRepeats,
): Promise<Measured> {
  await using fleet = await Fleet.start(context);
  const samples = new Map<SystemKey, Figures[]>();
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const system of turned(fleet.running, repeat)) {
      try {
        const figures = await measure(system, repeat);
        samples.set(system.key, [...(samples.get(system.key) ?? []), figures]);
      } catch (error) {
        context.note(`${system.key}: ${reasonOf(error)} ${system.process.complaints.slice(-600)}`);
      }
    }
  }
  return Object.fromEntries([...samples].map(([key, figures]) => [key, mediansOf(figures)]));
}

export function rowsOf(bench: string, measured: Measured, rows: RowOfFigure[]): Row[] {
  return rows.map(({ name, ...row }) => ({ ...row, bench, values: valuesOf(measured, name) }));
}

function valuesOf(measured: Measured, name: string): Values {
  return Object.fromEntries(systemKeys.map((key) => [key, measured[key]?.[name] ?? null]));
}

function mediansOf(samples: Figures[]): Figures {
  const names = new Set(samples.flatMap((sample) => Object.keys(sample)));
  return Object.fromEntries(
    [...names].map((name) => [name, median(samples.map((sample) => sample[name]).filter(isNumber))]),
  );
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number';
}

function turned<T>(items: readonly T[], by: number): T[] {
  const start = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
