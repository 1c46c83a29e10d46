import { readFileSync } from 'node:fs';
import { withinTimes } from '../report/goal.ts';
import type { Row } from '../report/row.ts';
import { median } from '../report/statistics.ts';

type Ways = Record<'ours' | 'bare', () => Promise<void>>;

const TICKS_PER_S = 100;

/** The same work both ways, the order turning; the processor time is that of this process and of all that it has started. */
export async function sideBySide(
  ways: Ways,
  { bench, figure, repeats, factor }: { bench: string; figure: string; repeats: number; factor: number },
): Promise<Row[]> {
  const wall: Record<keyof Ways, number[]> = { ours: [], bare: [] };
  const cpu: Record<keyof Ways, number[]> = { ours: [], bare: [] };
  for (let repeat = 0; repeat < repeats; repeat++)
    for (const way of repeat % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const)) {
      const [startedAtMs, before] = [performance.now(), cpuSeconds()];
      await ways[way]();
      wall[way].push((performance.now() - startedAtMs) / 1000);
      cpu[way].push(cpuSeconds() - before);
    }
  const of = (seconds: typeof wall) => ({ ours: median(seconds.ours), bare: median(seconds.bare) });
  const shape = { bench, unit: 'с', better: 'less' } as const;
  return [
    { ...shape, figure, values: of(wall), goal: withinTimes(factor) },
    { ...shape, figure: `${figure}: процессорное время`, values: of(cpu) },
  ];
}

function cpuSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // After the name, which may hold anything: the 14th to the 17th of all.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_S;
}
