import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import type { Drags } from '../documents/drags.ts';
import { manyDrags } from '../documents/drags.ts';
import { openDoc, seedDoc } from '../load/seed.ts';
import { findStoredSize } from '../load/stored-size.ts';
import { atMost } from '../report/goal.ts';
import type { Row } from '../report/row.ts';
import { median } from '../report/statistics.ts';
import type { RunningSystem } from '../servers/system.ts';
import type { Figures } from './measure.ts';
import { measureFleet, rowsOf } from './measure.ts';

const shotCount = 150;
const manyShots = 1000;
const chunk = 200;
const compactionPatienceMs = 20_000;
const compactedRows = 200;

export const drags: Bench = {
  id: 'B9',
  title: `перетаскивание шотов: журнал и цена одного движения`,
  async run(context) {
    const dragCount = context.quick ? 2_000 : 10_000;
    const made = manyDrags({ shotCount, dragCount });
    const measured = await measureFleet(context, (system) => measureDrags(system, made), 1);
    return [
      ...rowsOf('B9', measured, [
        { name: 'dragMs', figure: `одно из ${dragCount} движений на сервере`, unit: 'мс', better: 'less' },
        { name: 'readKb', figure: 'журнал после сжатия', unit: 'КБ', better: 'less', goal: atMost(150) },
        { name: 'keptKb', figure: 'всё о документе на диске', unit: 'КБ', better: 'less' },
      ]),
      transactionRow(),
    ];
  },
};

async function measureDrags(system: RunningSystem, { initial, updates }: Drags): Promise<Figures> {
  const doc = `p:${await system.newProject()}`;
  await seedDoc(system, doc, initial);
  const startedAtMs = performance.now();
  {
    await using client = await openDoc(system, doc);
    for (let from = 0; from < updates.length; from += chunk) {
      for (const update of updates.slice(from, from + chunk)) client.send(update);
      await client.settled();
    }
  }
  const dragMs = (performance.now() - startedAtMs) / updates.length;
  await compacted(system, doc);
  if (system.store !== null) await system.restart('stop');
  const stored = findStoredSize(system, doc);
  return { dragMs, readKb: inKb(stored?.readBytes), keptKb: inKb(stored?.keptBytes) };
}

/** Compaction is the server's own business; this only waits until it has come. */
async function compacted(system: RunningSystem, doc: string): Promise<void> {
  const givenUpAtMs = performance.now() + compactionPatienceMs;
  while (performance.now() < givenUpAtMs) {
    const stored = findStoredSize(system, doc);
    if (stored === undefined || stored.rowsAfterSnapshot < compactedRows) return;
    await sleep(200);
  }
}

function inKb(bytes: number | undefined): number | null {
  return bytes === undefined ? null : bytes / 1024;
}

/** What the person feels: the edit itself, on a board of many shots. No server takes part. */
function transactionRow(): Row {
  const { transactionsMs } = manyDrags({ shotCount: manyShots, dragCount: 100 });
  return {
    bench: 'B9',
    figure: `движение в браузерном документе, ${manyShots} шотов`,
    unit: 'мс',
    values: { ours: median(transactionsMs.slice(20)) },
    goal: atMost(5),
  };
}
