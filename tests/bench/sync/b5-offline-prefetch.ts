import type { Bench } from '../bench.ts';
import { aShotUpdate } from '../documents/shot-document.ts';
import { newUlid } from '../documents/ulid.ts';
import { manyAtOnce } from '../load/many-at-once.ts';
import { seedDoc } from '../load/seed.ts';
import { RssWatch } from '../servers/rss-watch.ts';
import type { RunningSystem } from '../servers/system.ts';
import type { Figures } from './measure.ts';
import { measureFleet, rowsOf } from './measure.ts';
import type { Prefetch } from './prefetch.ts';
import { prefetch } from './prefetch.ts';

const shotCount = 150;
const promptCount = 20;
const promptBytes = 1500;
const seedsAtOnce = 10;
const mb = 1024 * 1024;

export const offlinePrefetch: Bench = {
  id: 'B5',
  title: `весь проект на устройство: ${shotCount} шотов по ${promptCount} промтов`,
  async run(context) {
    const seeded = new Map<string, Prefetch>();
    const measured = await measureFleet(context, async (system) => {
      const project = seeded.get(system.key) ?? (await seedProject(system));
      seeded.set(system.key, project);
      return await measurePrefetch(system, project);
    });
    return rowsOf('B5', measured, [
      { name: 'ms', figure: 'время', unit: 'мс', better: 'less' },
      { name: 'wireMb', figure: 'байты в сети', unit: 'МБ', better: 'less' },
      { name: 'heapMb', figure: 'прирост кучи сервера', unit: 'МБ' },
      { name: 'rssMb', figure: 'прирост RSS на пике', unit: 'МБ' },
    ]);
  },
};

async function seedProject(system: RunningSystem): Promise<Prefetch> {
  const project = await system.newProject();
  const docs = Array.from({ length: shotCount }, () => `s:${project}:${newUlid()}`);
  await manyAtOnce([...docs.entries()], seedsAtOnce, async ([seed, doc]) => {
    await seedDoc(system, doc, aShotUpdate({ seed, promptCount, promptBytes }));
  });
  return { project, docs };
}

async function measurePrefetch(system: RunningSystem, project: Prefetch): Promise<Figures> {
  const before = await system.process.collectGarbage();
  const rssBefore = system.process.rssBytes;
  using rss = new RssWatch(system.process);
  const startedAtMs = performance.now();
  const bytes = await prefetch(system, project);
  const ms = performance.now() - startedAtMs;
  const after = await system.process.collectGarbage();
  return {
    ms,
    wireMb: bytes / mb,
    heapMb: (after.heapBytes + after.externalBytes - before.heapBytes - before.externalBytes) / mb,
    rssMb: (rss.peakBytes - rssBefore) / mb,
  };
}
