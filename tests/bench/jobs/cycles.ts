import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench, BenchContext } from '../bench.ts';
import type { Row, Values } from '../report/row.ts';
import { median, percentile } from '../report/statistics.ts';
import { reasonOf } from '../servers/fleet.ts';
import { startBullmqQueue } from './bullmq-queue.ts';
import { startOurQueue } from './our-queue.ts';
import type { BenchQueue, BenchRunner } from './queue.ts';

const RUNNERS = 4;
const WAITING = 10_000;
const WARM_UP = 200;

type Figures = { cyclesPerS: number; claimP50Ms: number; claimP95Ms: number; cpuMs: number };

export const cycles: Bench = {
  id: 'Q1',
  title: `${RUNNERS} раннера берут и сдают задачи; ждут ${WAITING}`,
  async run(context) {
    const perRepeat = context.quick ? 400 : 2000;
    const repeats = context.quick ? 1 : 3;
    const waiting = context.quick ? 2000 : WAITING;
    await using stack = new AsyncDisposableStack();
    const queues: BenchQueue[] = [];
    for (const start of [startOurQueue, startBullmqQueue]) {
      const queue = await started(context, start, stack);
      if (queue) queues.push(queue);
    }
    const measured = new Map<BenchQueue, Figures[]>(queues.map((queue) => [queue, []]));
    for (const queue of queues) await queue.seed(waiting + WARM_UP);
    const runners = new Map<BenchQueue, BenchRunner[]>();
    for (const queue of queues) {
      const all = await Promise.all(Array.from({ length: RUNNERS }, (_, n) => queue.runner(n + 1)));
      runners.set(queue, all);
      await measure(queue, all, WARM_UP);
    }
    for (let repeat = 0; repeat < repeats; repeat++) {
      // The order turns; as many as were taken come back, so that the number of those that wait stays.
      for (const queue of repeat % 2 === 0 ? queues : queues.toReversed()) {
        measured.get(queue)?.push(await measure(queue, runners.get(queue) ?? [], perRepeat));
        await queue.seed(perRepeat);
      }
    }
    return rowsOf(measured, waiting);
  },
};

async function started(
  { scratchFolder, note }: BenchContext,
  start: (folder: string) => Promise<BenchQueue>,
  stack: AsyncDisposableStack,
): Promise<BenchQueue | undefined> {
  const folder = await mkdtemp(join(scratchFolder, 'queue-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  try {
    return stack.use(await start(folder));
  } catch (error) {
    note(reasonOf(error));
    return undefined;
  }
}

/** So many jobs, taken and given back done by all runners at once. */
async function measure(queue: BenchQueue, runners: BenchRunner[], count: number): Promise<Figures> {
  const claimsMs: number[] = [];
  let left = count;
  const startedCpuS = queue.cpuS;
  const startedAtMs = performance.now();
  await Promise.all(
    runners.map(async (runner) => {
      while (left-- > 0) {
        const askedAtMs = performance.now();
        const job = await runner.claim();
        claimsMs.push(performance.now() - askedAtMs);
        if (!job) throw new Error('nothing waits any more');
        await runner.complete(job);
      }
    }),
  );
  const seconds = (performance.now() - startedAtMs) / 1000;
  return {
    cyclesPerS: count / seconds,
    claimP50Ms: percentile(claimsMs, 50) ?? 0,
    claimP95Ms: percentile(claimsMs, 95) ?? 0,
    cpuMs: ((queue.cpuS - startedCpuS) * 1000) / count,
  };
}

function rowsOf(measured: Map<BenchQueue, Figures[]>, waiting: number): Row[] {
  const valuesOf = (pick: (figures: Figures) => number): Values =>
    Object.fromEntries([...measured].map(([{ key }, all]) => [key, median(all.map(pick))]));
  const row = { bench: 'Q1' };
  return [
    {
      ...row,
      figure: 'взять и сдать, задач в секунду',
      unit: 'шт',
      values: valuesOf(({ cyclesPerS }) => cyclesPerS),
      better: 'more',
      goal: {
        text: '≥ 1×',
        isMet: ({ ours, bullmq }) => (ours && bullmq ? ours / bullmq >= 1 : null),
      },
    },
    {
      ...row,
      figure: `взять, p50 (ждут ${waiting})`,
      unit: 'мс',
      values: valuesOf(({ claimP50Ms }) => claimP50Ms),
      better: 'less',
    },
    {
      ...row,
      figure: `взять, p95 (ждут ${waiting})`,
      unit: 'мс',
      values: valuesOf(({ claimP95Ms }) => claimP95Ms),
      better: 'less',
    },
    {
      ...row,
      figure: 'процессор на задачу',
      unit: 'мс',
      values: valuesOf(({ cpuMs }) => cpuMs),
      better: 'less',
    },
  ];
}
