import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type BlobStore, Sha256 } from '#server/blobs/blob-store.ts';
import { DiskBlobs } from '#server/blobs/disk-blobs.ts';
import { sweepBlobs } from '#server/blobs/sweep-blobs.ts';
import { sql } from '#server/database/sql.ts';
import { silentLog } from '#server/ports.ts';
import { aCore } from '../a-core.ts';
import { aUlid, type House } from '../a-house.ts';
import { anAsset } from '../assets/an-asset.ts';
import { aGenerateJob } from '../runners/a-runner.ts';
import { aStudio } from '../runners/a-studio.ts';
import { CutOff, LOSSES, MemoryDisk } from './memory-disk.ts';

const DAY_MS = 24 * 60 * 60_000;
const NOTHING = { width: null, height: null, durationMs: null };

async function put(blobs: BlobStore, text: string): Promise<Sha256> {
  const content = (async function* () {
    yield new TextEncoder().encode(text);
  })();
  const done = await blobs.put(content, { maxBytes: 1e6 });
  if (!done.ok) throw new Error(done.fault.code);
  return done.value.sha256;
}

async function contentsOf(blobs: BlobStore): Promise<string[]> {
  const found: string[] = [];
  for await (const sha256 of blobs.list()) found.push(sha256);
  return found.sort();
}

/** As if it had lain there for two days. */
async function makeOld({ folder, core }: House, sha256: string): Promise<void> {
  const path = join(folder, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  await utimes(path, 0, 0);
  await core.database.write([sql('UPDATE uploads SET at = 0 WHERE sha256 = ?', sha256)]);
}

test('R12: what no row has named for a day is thrown away, and nothing else', async () => {
  const { house, where, runner } = await aStudio();
  const { blobs } = house.runners;
  const named = await anAsset({ ...house.core, blobs }, { ...where, content: 'named' });
  const rendition = await put(blobs, 'rendition');
  await house.core.database.write([
    sql("INSERT INTO renditions VALUES (?, 'w320', ?, 'image/webp', 9)", named.sha256, rendition),
  ]);
  const brought = await runner.upload(new TextEncoder().encode('brought lately'));
  const [young, old] = [await put(blobs, 'young'), await put(blobs, 'old')];
  for (const sha256 of [named.sha256, rendition, old]) await makeOld(house, sha256);
  const forgotten = await runner.upload(new TextEncoder().encode('forgotten'));
  await makeOld(house, forgotten);
  const nowMs = house.clock.nowMs();
  expect(await sweepBlobs({ ...house.core, blobs }, nowMs)).toBe(2);
  expect(await contentsOf(blobs)).toEqual([named.sha256, rendition, brought, young].sort());
  expect(await sweepBlobs({ ...house.core, blobs }, nowMs)).toBe(0);
  // The runner that had brought it brings it once more.
  expect(
    (await runner.caller.ask('HEAD', `/runner/v1/blobs/${forgotten}`)).headers.get('upload-offset'),
  ).toBe('0');
});

test('R12: a result that comes while its content is thrown away is told so and brought again; no row is left without content', async () => {
  const { house, where, runner } = await aStudio();
  const { blobs } = house.runners;
  const seen = { removed: 0, missing: 0 };
  for (let round = 0; round < 40; round++) {
    const bytes = new TextEncoder().encode(`result ${round}`);
    const job = await aGenerateJob(house, where);
    const { fence } = await runner.mustClaim();
    const sha256 = await runner.upload(bytes);
    await makeOld(house, sha256);
    const files = [{ sha256, kind: 'audio', type: 'audio/wav', ...NOTHING }];
    const complete = () => runner.tell(job, 'complete', { fence, files });
    let telling: Promise<Response> | undefined;
    const tellAt = (moment: number) => {
      if (round % 5 === moment) telling = complete();
    };
    const removeIf: BlobStore['removeIf'] = async (one, isUnwanted) => {
      tellAt(0);
      for (let turn = 0; turn < round; turn++) await nextTurn();
      tellAt(1);
      const removing = blobs.removeIf(one, async () => {
        tellAt(2);
        const is = await isUnwanted();
        tellAt(3);
        return is;
      });
      tellAt(4);
      return removing;
    };
    const watched = { list: () => blobs.list(), find: (one: Sha256) => blobs.find(one), removeIf };
    seen.removed += await sweepBlobs({ ...house.core, blobs: watched }, house.clock.nowMs());
    const first = await (telling ?? complete());
    if (first.status !== 204) {
      expect(await first.json()).toMatchObject({ fault: { code: 'content_missing', sha256 } });
      seen.missing++;
      await runner.upload(bytes);
      expect((await complete()).status).toBe(204);
    }
    expect(await blobs.find(Sha256.parse(sha256))).toBeDefined();
  }
  // Both came first now and then, or this has proven nothing.
  expect(seen.removed).toBe(seen.missing);
  expect(seen.missing).toBeGreaterThan(0);
  expect(seen.missing).toBeLessThan(40);
});

test('R12: content that somebody holds stays, and who wants to hold what is going waits for that', async () => {
  const { house } = await aStudio();
  const { blobs } = house.runners;
  const sha256 = await put(blobs, 'кадр');
  {
    using _held = await blobs.hold([sha256]);
    expect(await blobs.removeIf(sha256, async () => true)).toBe(false);
  }
  const { promise: asked, resolve: answer } = Promise.withResolvers<boolean>();
  const removing = blobs.removeIf(sha256, () => asked);
  let isHeld = false;
  const holding = blobs.hold([sha256]).then(() => {
    isHeld = true;
  });
  await nextTurn();
  expect([isHeld, await blobs.removeIf(sha256, async () => true)]).toEqual([false, false]);
  answer(true);
  expect(await removing).toBe(true);
  await holding;
  expect(await blobs.find(sha256)).toBeUndefined();
});

test('R12: a sweep that is broken off at any step leaves what is named, and the next one goes on', async () => {
  const { core } = await aCore();
  const project = '01ARZ3NDEKTSV4RRFFQ69G5FB0';
  for (let cut = 0; cut <= 5; cut++)
    for (const loss of LOSSES) {
      const disk = new MemoryDisk();
      await disk.makeFolder('/data/blobs');
      const blobs = new DiskBlobs('/data/blobs', disk);
      const kept = await put(blobs, `named ${cut} ${loss}`);
      await core.database.write([
        sql(
          `INSERT INTO assets (id, project, shot, sha256, kind, type, size_bytes, created_at)
             VALUES (?, ?, 's', ?, 'image', 'image/png', 1, 1)`,
          aUlid(),
          project,
          kept,
        ),
      ]);
      for (let n = 0; n < 5; n++) await put(blobs, `nobody's ${n}`);
      await disk.syncFolder('/');
      await disk.syncFolder('/data');
      disk.stepsLeft = cut;
      const context = { ...core, log: silentLog };
      await sweepBlobs({ ...context, blobs }, 2 * DAY_MS).catch((error) => {
        if (!(error instanceof CutOff)) throw error;
      });
      const later = new DiskBlobs('/data/blobs', disk.after(loss));
      expect(await contentsOf(later)).toContain(kept);
      await sweepBlobs({ ...context, blobs: later }, 2 * DAY_MS);
      expect(await contentsOf(later)).toEqual([kept]);
    }
});
