import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { aShotUpdate } from '../documents/shot-document.ts';
import { newUlid } from '../documents/ulid.ts';
import { manyAtOnce } from '../load/many-at-once.ts';
import { openDoc, seedDoc } from '../load/seed.ts';
import type { RunningSystem } from '../servers/system.ts';
import type { RawClient } from '../wire/raw-client.ts';
import type { Figures } from './measure.ts';
import { measureFleet, rowsOf } from './measure.ts';

const docCount = 50;
const opensAtOnce = 20;

export const idleSockets: Bench = {
  id: 'B7',
  title: '1000 молчащих соединений на 50 документах',
  async run(context) {
    const socketCount = context.quick ? 300 : 1000;
    const measured = await measureFleet(context, (system) => measureIdle(system, socketCount), 1);
    return rowsOf('B7', measured, [
      { name: 'heapKb', figure: 'куча на соединение', unit: 'КБ', better: 'less' },
      { name: 'rssKb', figure: 'RSS на соединение', unit: 'КБ', better: 'less' },
    ]);
  },
};

/** Counted from the moment when all documents are loaded and one socket is open on each. */
async function measureIdle(system: RunningSystem, socketCount: number): Promise<Figures> {
  const project = await system.newProject();
  const docs = Array.from({ length: docCount }, () => `s:${project}:${newUlid()}`);
  for (const doc of docs)
    await seedDoc(system, doc, aShotUpdate({ seed: 1, promptCount: 1, promptBytes: 200 }));
  const open: RawClient[] = [];
  const openMore = (count: number): Promise<void> =>
    manyAtOnce(
      Array.from({ length: count }, (_, n) => n),
      opensAtOnce,
      async (n) => {
        open.push(await openDoc(system, docs[n % docCount] ?? ''));
      },
    );
  try {
    await openMore(docCount);
    const before = await settledMemory(system);
    await openMore(socketCount);
    const after = await settledMemory(system);
    return {
      heapKb: (after.heap - before.heap) / socketCount,
      rssKb: (after.rss - before.rss) / socketCount,
    };
  } finally {
    for (const client of open) client.terminate();
  }
}

async function settledMemory(system: RunningSystem): Promise<{ heap: number; rss: number }> {
  await sleep(500);
  const { heapBytes } = await system.process.collectGarbage();
  return { heap: heapBytes / 1024, rss: system.process.rssBytes / 1024 };
}
