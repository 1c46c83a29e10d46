import { expect, test } from 'vitest';
import { BadLine } from './bad-line.ts';
import type { Failure } from './failing-server.ts';
import { inspectLog } from './inspect-log.ts';
import { EDITS_PER_SECOND } from './kills.ts';
import { Regulars } from './regulars.ts';
import { FAILING_SERVER, Studio } from './studio.ts';
import { until } from './wait.ts';

test('S3: stock clients that come back after kills and a pause of the server lose and double nothing', async () => {
  await using studio = await Studio.create();
  using board = new Regulars(studio, studio.index);
  using box = new Regulars(studio, studio.newShotDoc());
  for (const regulars of [board, box]) regulars.start(EDITS_PER_SECOND / 2);
  await board.madeMore(15);
  for (let round = 0; round < 2; round++) {
    await studio.restart();
    await board.madeMore(15);
  }
  studio.server.signal('SIGSTOP');
  await board.madeMore(EDITS_PER_SECOND);
  studio.server.signal('SIGCONT');
  await board.madeMore(10);
  expect(await board.violations()).toEqual([]);
  expect(await box.violations()).toEqual([]);
  await studio.server.kill();
  expect((await inspectLog(studio.dataDir)).violations).toEqual([]);
});

test('S3: cuts in the middle of a frame, a black hole and a trickle lose and double nothing', async () => {
  await using studio = await Studio.create();
  await using line = await BadLine.to(studio.server.port);
  using board = new Regulars(studio, studio.index, { origin: line.url });
  board.start(EDITS_PER_SECOND);
  await board.madeMore(10);
  for (let cut = 1; cut <= 5; cut++) {
    line.cutMidFrame();
    await until('a frame is cut', () => line.cuts === cut);
    await board.madeMore(5);
  }
  line.isBlackHole = true;
  await board.madeMore(25);
  line.isBlackHole = false;
  line.cutAll();
  line.isSlow = true;
  await board.madeMore(50);
  line.cutAll();
  await board.madeMore(10);
  line.isSlow = false;
  expect(await board.violations()).toEqual([]);
});

test.each<[string, Failure]>([
  ['fails', { on: 'updates', at: 'before commit', by: 'io error', skip: 5, times: 3 }],
  [
    'lands but is reported as failed',
    { on: 'updates', at: 'after commit', by: 'io error', skip: 5, times: 3 },
  ],
])('S4: when a commit %s, clients try again and nothing is lost or doubled', async (_how, failure) => {
  await using studio = await Studio.create({ entry: FAILING_SERVER });
  using board = new Regulars(studio, studio.index);
  board.start(EDITS_PER_SECOND);
  await board.madeMore(5);
  await studio.server.send({ failure });
  await until('a commit fails', () => studio.server.stderr.includes('doc_write_failed'));
  await board.madeMore(20);
  expect(await board.violations()).toEqual([]);
  await studio.server.kill();
  expect((await inspectLog(studio.dataDir)).violations).toEqual([]);
});
