import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { newUlid } from '../documents/ulid.ts';
import { markedUpdates } from '../load/marked-updates.ts';
import { MarkerCount } from '../load/marker-count.ts';
import { paced } from '../load/paced.ts';
import { openDoc, readDoc } from '../load/seed.ts';
import { exactly } from '../report/goal.ts';
import type { RunningSystem } from '../servers/system.ts';
import type { Figures } from './measure.ts';
import { measureFleet, rowsOf } from './measure.ts';

const writerCount = 20;
const perSecond = 20;

export const killAfterAck: Bench = {
  id: 'K1',
  title: 'kill -9 после подтверждения, клиенты не возвращаются',
  async run(context) {
    const seconds = context.quick ? 1 : 4;
    const measured = await measureFleet(context, (system) => measureKill(system, seconds));
    return rowsOf('K1', measured, [
      { name: 'acked', figure: 'подтверждено правок', unit: 'шт' },
      { name: 'lost', figure: 'из них потеряно', unit: 'шт', goal: exactly(0) },
      { name: 'lostPercent', figure: 'из них потеряно', unit: '%' },
    ]);
  },
};

/** The promise under test: what a client was told is kept must be there when only the disk is left. */
async function measureKill(system: RunningSystem, seconds: number): Promise<Figures> {
  if (!system.dialect.acknowledges) return { acked: null, lost: null, lostPercent: null };
  const doc = `s:${await system.newProject()}:${newUlid()}`;
  // The writers never run dry: the server dies in the middle of the writing.
  const perWriter = (seconds + 1) * perSecond;
  const updates = Array.from({ length: writerCount }, (_, writer) => markedUpdates(writer, perWriter));
  const clients = await Promise.all(updates.map(() => openDoc(system, doc)));
  const writing = paced({ writers: writerCount, perWriter, perSecond }, (writer, n) => {
    const update = updates[writer]?.[n];
    if (update !== undefined && clients[writer]?.isOpen) clients[writer].send(update);
  });
  await sleep(seconds * 1000);
  await system.process.kill();
  await Promise.all(clients.map((client) => client.closed()));
  const acked = clients.map((client) => client.acked);
  await system.restart('kill');
  const kept = new MarkerCount(await readDoc(system, doc), perWriter);
  await writing;
  return lossOf(acked, kept);
}

function lossOf(acked: number[], kept: MarkerCount): Figures {
  const promised = acked.flatMap((count, writer) =>
    Array.from({ length: count }, (_, n) => [writer, n] as const),
  );
  const lost = promised.filter(([writer, n]) => !kept.has(writer, n)).length;
  return { acked: promised.length, lost, lostPercent: (100 * lost) / promised.length };
}
