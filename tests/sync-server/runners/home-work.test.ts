import { expect, test } from 'vitest';
import { wantRenditions } from '#server/assets/renditions.ts';
import { sql } from '#server/database/sql.ts';
import { anAsset } from '../assets/an-asset.ts';
import { aGenerateJob, aRunner, IMITATION } from './a-runner.ts';
import { aStudio } from './a-studio.ts';

const KINDS = [IMITATION, 'rendition'];

async function aHouseWithTwo() {
  const studio = await aStudio();
  const { house, where } = studio;
  const home = await aRunner(house);
  await house.core.database.write([sql('UPDATE runners SET is_local = 1 WHERE id = ?', home.id)]);
  await home.hello({ kinds: KINDS });
  let made = 0;
  const wantSmaller = async () => {
    const content = `picture ${made++}`;
    const picture = await anAsset({ ...house.core, blobs: house.runners.blobs }, { ...where, content });
    await house.core.database.write(wantRenditions([picture], house.clock.nowMs()));
    house.core.jobs.dispatcher.wake();
  };
  return { ...studio, home, far: studio.runner, wantSmaller };
}

test('R13: smaller forms wait for the runner beside the server, and other work for nobody', async () => {
  const { house, where, home, far, wantSmaller } = await aHouseWithTwo();
  await wantSmaller();
  expect(await far.claim({ kinds: KINDS })).toBeUndefined();
  const job = await aGenerateJob(house, where);
  house.core.jobs.dispatcher.wake();
  expect(await far.claim({ kinds: KINDS })).toMatchObject({ job });
  expect(await home.claim({ kinds: KINDS })).toMatchObject({ kind: 'rendition' });
});

test('R13: what the runner beside the server does not get to within five seconds is anybody’s', async () => {
  const { house, far, home, wantSmaller } = await aHouseWithTwo();
  await wantSmaller();
  house.clock.advance(5000);
  await home.say('claim', { kinds: [IMITATION], waitMs: 0 });
  expect(await far.claim({ kinds: KINDS })).toMatchObject({ kind: 'rendition' });
});

test.each([
  ['is paused', 'UPDATE runners SET is_paused = 1 WHERE is_local = 1'],
  ['has not been heard for a minute', 'UPDATE runners SET seen_at = seen_at - 60000 WHERE is_local = 1'],
  ['does no such work', `UPDATE runners SET kinds = '["${IMITATION}"]' WHERE is_local = 1`],
  ['was removed', 'UPDATE runners SET revoked_at = 1 WHERE is_local = 1'],
])('R13: smaller forms are made elsewhere when the runner beside the server %s', async (_, change) => {
  const { house, far, wantSmaller } = await aHouseWithTwo();
  await wantSmaller();
  expect(await far.claim({ kinds: KINDS })).toBeUndefined();
  await house.core.database.write([sql(change)]);
  expect(await far.claim({ kinds: KINDS })).toMatchObject({ kind: 'rendition' });
});

test('R13: a claim of another machine that waits looks again when the runner beside the server has gone', async () => {
  const { house, far, wantSmaller } = await aHouseWithTwo();
  const claim = far.claim({ kinds: KINDS, waitMs: 20_000 });
  await wantSmaller();
  await house.core.database.write([sql('UPDATE runners SET is_paused = 1 WHERE is_local = 1')]);
  expect(await claim).toMatchObject({ kind: 'rendition' });
});
