import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { newUlid } from '../documents/ulid.ts';
import { openDoc } from '../load/seed.ts';
import { atMost } from '../report/goal.ts';
import { RssWatch } from '../servers/rss-watch.ts';
import type { RunningSystem } from '../servers/system.ts';
import type { FloodSize } from './flood.ts';
import { Flood } from './flood.ts';
import type { Figures } from './measure.ts';
import { measureFleet, rowsOf } from './measure.ts';

const mb = 1024 * 1024;
const chunkBytes = 64 * 1024;
const cutOffPatienceMs = 1_500;

export const stalledReader: Bench = {
  id: 'B12',
  title: 'один читатель застыл, мимо него идёт поток',
  async run(context) {
    const size = { totalBytes: (context.quick ? 60 : 150) * mb, chunkBytes };
    const measured = await measureFleet(context, (system) => measureStall(system, size), 1);
    return rowsOf('B12', measured, [
      {
        name: 'growthMb',
        figure: `прирост RSS после ${size.totalBytes / mb} МБ`,
        unit: 'МБ',
        goal: atMost(40),
      },
      { name: 'peakMb', figure: 'прирост пика RSS', unit: 'МБ', goal: atMost(40) },
      { name: 'calmP99', figure: 'доставка другим p99, без застывшего', unit: 'мс', better: 'less' },
      { name: 'stalledP99', figure: 'доставка другим p99, с ним', unit: 'мс', better: 'less' },
      { name: 'cutOff', figure: 'застывших отключено', unit: 'шт' },
    ]);
  },
};

type Watched = { p99: number | null; peakBytes: number };

/**
 * The same flood three times: to warm the server up, without the stalled reader, and with it. What the last adds is
 * its price.
 */
async function measureStall(system: RunningSystem, size: FloodSize): Promise<Figures> {
  const doc = `s:${await system.newProject()}:${newUlid()}`;
  await using flood = await Flood.open(system, doc);
  const warmUp = await watched(system, () => flood.run(size));
  const calm = await watched(system, () => flood.run(size));
  const before = await restingRss(system);
  await using stalled = await openDoc(system, doc);
  stalled.stall();
  const crowded = await watched(system, () => flood.run(size));
  const after = await restingRss(system);
  const cutOff = (await stalled.isCutOff(cutOffPatienceMs)) ? 1 : 0;
  return {
    growthMb: (after - before) / mb,
    peakMb: (crowded.peakBytes - Math.max(warmUp.peakBytes, calm.peakBytes)) / mb,
    calmP99: calm.p99,
    stalledP99: crowded.p99,
    cutOff,
  };
}

async function watched(system: RunningSystem, run: () => Promise<number | null>): Promise<Watched> {
  using rss = new RssWatch(system.process);
  const p99 = await run();
  return { p99, peakBytes: rss.peakBytes };
}

async function restingRss(system: RunningSystem): Promise<number> {
  await sleep(500);
  await system.process.collectGarbage();
  return system.process.rssBytes;
}
