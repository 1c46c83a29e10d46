import * as Y from 'yjs';
import type { Bench } from '../bench.ts';
import { anIndexDocument } from '../documents/index-document.ts';
import { openDoc, seedDoc } from '../load/seed.ts';
import { atMost } from '../report/goal.ts';
import { median } from '../report/statistics.ts';
import type { RunningSystem } from '../servers/system.ts';
import { httpGet } from '../wire/http-get.ts';
import type { Figures } from './measure.ts';
import { measureFleet, rowsOf } from './measure.ts';

const shotCount = 150;
const singleOpens = 10;
const opensAtOnce = 20;

export const coldOpen: Bench = {
  id: 'B4',
  title: `холодное открытие проекта из ${shotCount} шотов`,
  async run(context) {
    const measured = await measureFleet(context, (system) => measureOpens(system));
    return rowsOf('B4', measured, [
      { name: 'wireKb', figure: 'байты в сети, путь продукта', unit: 'КБ', better: 'less', goal: atMost(20) },
      { name: 'socketKb', figure: 'байты в сети, голый сокет', unit: 'КБ', better: 'less' },
      { name: 'openMs', figure: 'один, тёплый сервер', unit: 'мс', better: 'less' },
      { name: 'manyMs', figure: `${opensAtOnce} сразу, до последнего`, unit: 'мс', better: 'less' },
      { name: 'restartedMs', figure: 'первый после перезапуска', unit: 'мс', better: 'less' },
    ]);
  },
};

async function measureOpens(system: RunningSystem): Promise<Figures> {
  const doc = `p:${await system.newProject()}`;
  await seedDoc(system, doc, Y.encodeStateAsUpdate(anIndexDocument(shotCount).doc));
  const warm = await openWarm(system, doc);
  return { ...warm, restartedMs: await openAfterRestart(system, doc) };
}

/** Somebody else has the document open, so that every server holds it in memory. */
async function openWarm(system: RunningSystem, doc: string): Promise<Figures> {
  await using _somebody = await openDoc(system, doc);
  const opens: Opened[] = [];
  for (let n = 0; n < 2 * singleOpens; n += 1) opens.push(await open(system, doc));
  const manyStartMs = performance.now();
  await Promise.all(Array.from({ length: opensAtOnce }, () => open(system, doc)));
  const manyMs = performance.now() - manyStartMs;
  const socketKb = (await openSocket(system, doc)).bytes / 1024;
  const wireKb = (opens[0]?.bytes ?? Number.NaN) / 1024;
  return { wireKb, socketKb, openMs: median(opens.slice(singleOpens).map(({ ms }) => ms)), manyMs };
}

type Opened = { ms: number; bytes: number };

/** Until the document is whole and live. Ours pulls the state packed over HTTP first, as the PWA does. */
async function open(system: RunningSystem, doc: string): Promise<Opened> {
  if (system.key !== 'ours') return await openSocket(system, doc);
  const startedAtMs = performance.now();
  const pulled = await httpGet(`${system.process.origin}/api/docs/${doc}/state`, system.headers);
  await using socket = await openDoc(system, doc, Y.encodeStateVectorFromUpdate(pulled.body));
  return { ms: performance.now() - startedAtMs, bytes: pulled.bytesOnWire + socket.bytesRead };
}

async function openSocket(system: RunningSystem, doc: string): Promise<Opened> {
  const startedAtMs = performance.now();
  await using socket = await openDoc(system, doc);
  return { ms: performance.now() - startedAtMs, bytes: socket.bytesRead };
}

async function openAfterRestart(system: RunningSystem, doc: string): Promise<number | null> {
  if (system.store === null) return null;
  await system.restart('stop');
  return (await open(system, doc)).ms;
}
