import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { newUlid } from '../documents/ulid.ts';
import { MarkerCount } from '../load/marker-count.ts';
import { paced } from '../load/paced.ts';
import { readDoc } from '../load/seed.ts';
import { StubbornWriter } from '../load/stubborn-writer.ts';
import { atMost, exactly } from '../report/goal.ts';
import type { RunningSystem } from '../servers/system.ts';
import type { Figures } from './measure.ts';
import { measureFleet, rowsOf } from './measure.ts';

const writerCount = 100;
const perSecond = 2;
const patienceMs = 15_000;

export const restart: Bench = {
  id: 'B8',
  title: `kill -9 и новый запуск под ${writerCount} пишущими`,
  async run(context) {
    const seconds = context.quick ? 2 : 4;
    const measured = await measureFleet(context, (system) => measureRestart(system, seconds));
    return rowsOf('B8', measured, [
      { name: 'backMs', figure: 'все снова вместе', unit: 'мс', better: 'less', goal: atMost(5000) },
      { name: 'lost', figure: 'потеряно правок', unit: 'шт', goal: exactly(0) },
      { name: 'doubled', figure: 'удвоено правок', unit: 'шт', goal: exactly(0) },
    ]);
  },
};

async function measureRestart(system: RunningSystem, seconds: number): Promise<Figures> {
  const doc = `s:${await system.newProject()}:${newUlid()}`;
  const editCount = seconds * perSecond;
  await using crowd = new AsyncDisposableStack();
  const writers = Array.from({ length: writerCount }, (_, writer) =>
    crowd.use(new StubbornWriter({ system, doc, writer, editCount })),
  );
  await allLive(writers);
  const writing = paced({ writers: writerCount, perWriter: editCount, perSecond }, (n) =>
    writers[n]?.write(),
  );
  await sleep((seconds * 1000) / 3);
  const killedAtMs = performance.now();
  await system.restart('kill');
  await allLive(writers);
  const backMs = Math.max(...writers.map(({ liveSinceMs }) => liveSinceMs)) - killedAtMs;
  await writing;
  await allLive(writers);
  return { backMs, ...(await checkAll(system, doc, writers, editCount)) };
}

async function allLive(writers: StubbornWriter[]): Promise<void> {
  const givenUpAtMs = performance.now() + patienceMs;
  while (!writers.every(({ isLive }) => isLive)) {
    if (performance.now() > givenUpAtMs) throw new Error('some writers could not come back');
    await sleep(5);
  }
}

/** Reads until everything is there or waiting no longer helps. */
async function checkAll(
  system: RunningSystem,
  doc: string,
  writers: StubbornWriter[],
  editCount: number,
): Promise<Figures> {
  let lost = Number.NaN;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const count = new MarkerCount(await readDoc(system, doc), editCount);
    const edits = writers.flatMap(({ written }, writer) =>
      Array.from({ length: written }, (_, n) => [writer, n] as const),
    );
    lost = edits.filter(([writer, n]) => !count.has(writer, n)).length;
    if (lost === 0) return { lost, doubled: count.doubled };
    await sleep(100);
  }
  return { lost, doubled: 0 };
}
