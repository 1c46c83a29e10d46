import { expect, test } from 'vitest';
import { lookAtUnseen } from '#server/assets/look-at-unseen.ts';
import { wantRenditions } from '#server/assets/renditions.ts';
import type { NewAsset } from '#server/assets/store.ts';
import { sql } from '#server/database/sql.ts';
import { AssetRecord } from '#shared/assets/asset-record.ts';
import { type ContentFacts, UNSEEN } from '#shared/media/content-facts.ts';
import { PEAKS_TYPE } from '#shared/media/peaks.ts';
import { aStudio } from '../runners/a-studio.ts';
import { anAsset } from './an-asset.ts';

const WORDS = (text: string) => new TextEncoder().encode(text);
const SEEN: ContentFacts = {
  width: 1920,
  height: 1080,
  durationMs: 4000,
  colours: ['#d04020', '#2050c0'],
  likeness: '00ff00ff00ff00ff',
  fault: null,
};
const KINDS = ['rendition', 'rendition:proxy'];

async function aHouseWith(wanted: Partial<NewAsset>, { isAsked = true } = {}) {
  const studio = await aStudio();
  const { house, where, runner } = studio;
  const { database } = house.core;
  const shape = { width: null, height: null, durationMs: null, ...wanted };
  const asset = await anAsset({ ...house.core, blobs: house.runners.blobs }, { ...where, ...shape });
  if (isAsked) await database.write(wantRenditions([asset], house.clock.nowMs()));
  const record = async () => {
    const [row] = await database.read(
      sql("SELECT value FROM feed_rows WHERE kind = 'asset' AND id = ?", asset.id),
    );
    return AssetRecord.parse(JSON.parse(String(row?.value)));
  };
  const file = async (rendition: string, type: string, kind = type.split('/')[0]) => ({
    ...{ sha256: await runner.upload(WORDS(rendition)), kind, type, rendition },
    ...{ width: null, height: null, durationMs: null },
  });
  const take = async (kinds = KINDS) => {
    const order = await runner.claim({ kinds });
    if (!order) throw new Error('nothing to do');
    return order;
  };
  const jobs = () =>
    database.read(
      sql("SELECT kind, state, priority, json_extract(payload, '$.names') AS names FROM jobs ORDER BY kind"),
    );
  return { house, database, asset, runner, take, record, file, jobs };
}

test('M20: forms and facts of a film come together, its small copy by work of its own; twice is once', async () => {
  const { runner, take, record, file } = await aHouseWith({ kind: 'video', type: 'video/mp4' });
  const order = await take(['rendition']);
  expect(order.work).toMatchObject({ names: ['poster', 'w320', 'w640', 'w1600'] });
  const files = [await file('poster', 'image/webp'), await file('w320', 'image/webp')];
  const word = { fence: order.fence, files, facts: SEEN };
  for (let times = 0; times < 2; times++)
    expect((await runner.tell(order.job, 'complete', word)).status).toBe(204);
  const { width, durationMs, colours, likeness, fault, renditions } = await record();
  expect({ width, durationMs, colours, likeness, fault, renditions }).toEqual({
    ...{ width: 1920, durationMs: 4000, colours: SEEN.colours, likeness: SEEN.likeness, fault: null },
    renditions: ['poster', 'w320'],
  });
  const second = await take(['rendition:proxy']);
  expect(second).toMatchObject({ kind: 'rendition:proxy', work: { names: ['proxy'] } });
  const proxy = { fence: second.fence, files: [await file('proxy', 'video/mp4')] };
  expect((await runner.tell(second.job, 'complete', proxy)).status).toBe(204);
  // It says nothing of the film, and takes nothing away.
  expect(await record()).toMatchObject({ colours: SEEN.colours, renditions: ['poster', 'proxy', 'w320'] });
  await expect(take()).rejects.toThrow('nothing to do');
});

test.each([
  ['of another type than its name says', 'w320', 'image/svg+xml'],
  ['that is a page', 'peaks', 'text/html'],
  ['that was not asked for', 'w320', 'image/webp'],
])('M20: a form %s is refused', async (_, rendition, type) => {
  const { runner, take, file, record } = await aHouseWith({ kind: 'audio', type: 'audio/wav' });
  const order = await take();
  const files = [{ ...(await file(rendition, type)), kind: 'audio' }];
  const told = await runner.tell(order.job, 'complete', { fence: order.fence, files });
  expect(told.status).toBe(400);
  const peaks = { ...(await file('peaks', PEAKS_TYPE)), kind: 'audio' };
  const facts = { ...UNSEEN, durationMs: 2000 };
  const word = { fence: order.fence, files: [peaks], facts };
  expect((await runner.tell(order.job, 'complete', word)).status).toBe(204);
  expect(await record()).toMatchObject({ durationMs: 2000, renditions: ['peaks'] });
});

test.each([
  ['colours', ['red']],
  ['colours', Array.from({ length: 6 }, () => '#000000')],
  ['likeness', '0'],
  ['width', -1],
  ['width', 1e9],
  ['durationMs', 1.5],
  ['durationMs', 1e15],
  ['fault', { code: 'nothing of the kind' }],
])('M20: facts that cannot be true are refused (%s: %j)', async (name, value) => {
  const { runner, take } = await aHouseWith({});
  const order = await take();
  const word = { fence: order.fence, files: [], facts: { ...SEEN, [name]: value } };
  expect((await runner.tell(order.job, 'complete', word)).status).toBe(400);
});

test('M21: a file that cannot be read says so in its record, and nothing has failed', async () => {
  const { runner, take, record, jobs } = await aHouseWith({});
  const order = await take();
  const facts = { ...UNSEEN, fault: { code: 'content_too_many_pixels', megapixels: 67 } };
  const word = { fence: order.fence, files: [], facts };
  expect((await runner.tell(order.job, 'complete', word)).status).toBe(204);
  expect(await record()).toMatchObject({ fault: facts.fault, renditions: [] });
  expect(await jobs()).toMatchObject([{ state: 'done' }]);
});

test('M26: content of before is asked for once, behind all else, and only what it lacks', async () => {
  const { house, database, asset, runner, take, jobs } = await aHouseWith(
    { kind: 'video', type: 'video/mp4' },
    { isAsked: false },
  );
  const form = 'INSERT INTO renditions (source, name, sha256, type, size_bytes) VALUES (?, ?, ?, ?, 1)';
  for (const name of ['poster', 'w320', 'w640'])
    await database.write([sql(form, asset.sha256, name, 'a'.repeat(64), 'image/webp')]);
  expect([await lookAtUnseen(house.core), await lookAtUnseen(house.core)]).toEqual([1, 0]);
  expect(await jobs()).toEqual([
    { kind: 'rendition', state: 'ready', priority: 5, names: '["w1600"]' },
    { kind: 'rendition:proxy', state: 'ready', priority: 5, names: '["proxy"]' },
  ]);
  const order = await take(['rendition']);
  await runner.tell(order.job, 'complete', { fence: order.fence, files: [], facts: SEEN });
  expect(await lookAtUnseen(house.core)).toBe(0);
});

test('M26: work that was done by a runner of before is asked for anew, what has failed is not', async () => {
  const { house, database, asset, jobs } = await aHouseWith({});
  const stateIs = (state: string) => database.write([sql('UPDATE jobs SET state = ?', state)]);
  await stateIs('dead');
  expect(await lookAtUnseen(house.core)).toBe(0);
  await stateIs('done');
  house.clock.advance(1);
  expect(await lookAtUnseen(house.core)).toBe(1);
  expect((await jobs()).map(({ state }) => state)).toEqual(['done', 'ready']);
  // The same content once more asks for nothing.
  await database.write(wantRenditions([asset], house.clock.nowMs() + 1));
  expect(await jobs()).toHaveLength(2);
});
