import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wantRenditions } from '#server/assets/renditions.ts';
import { sql } from '#server/database/sql.ts';
import { checkAndRepair, checkData } from '#server/keeping/check-data.ts';
import { checkText } from '#shared/russian/check-text.ts';
import { aHouse, type House } from '../a-house.ts';
import { anAsset } from '../assets/an-asset.ts';
import { aRunner, sha256Of } from '../runners/a-runner.ts';
import { aStudio } from '../runners/a-studio.ts';

const WORDS = (text: string) => new TextEncoder().encode(text);
const MADE = { width: 320, height: 180, durationMs: null };

function pathOf({ folder }: House, sha256: string): string {
  return join(folder, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
}

/** A picture whose smaller forms a runner has made. */
async function aStudioWithPicture() {
  const studio = await aStudio({ onDisk: true });
  const { house, where, runner } = studio;
  const { blobs } = house.runners;
  const picture = await anAsset({ ...house.core, blobs }, { ...where, content: 'picture' });
  await house.core.database.write(wantRenditions([picture], 1));
  const make = async () => {
    const order = await runner.claim({ kinds: ['rendition'] });
    if (!order) return false;
    const files = [];
    for (const rendition of ['w320', 'w640', 'w1600'] as const)
      files.push({
        sha256: await runner.upload(WORDS(rendition)),
        kind: 'image',
        type: 'image/webp',
        ...MADE,
        rendition,
      });
    const told = await runner.tell(order.job, 'complete', { fence: order.fence, files });
    expect(told.status).toBe(204);
    return true;
  };
  await make();
  const order = { databaseUrl: `file:${join(house.folder, 'raskadr.db')}`, dataDir: house.folder };
  const check = () => checkData(order);
  const repair = () =>
    checkAndRepair(order, { database: house.core.database, blobs, nowMs: () => house.clock.nowMs() });
  return { ...studio, picture, make, check, repair };
}

test('K6: smaller forms that were lost or damaged are made again, under the same names', async () => {
  const { house, picture, make, check, repair } = await aStudioWithPicture();
  expect(await check()).toMatchObject({ blobs: 4, unnamedBlobs: 0, problems: [] });
  const [small, middle] = [sha256Of('w320'), sha256Of('w640')];
  await writeFile(pathOf(house, small), 'W320');
  await rm(pathOf(house, middle));
  const { problems } = await check();
  expect(problems).toMatchObject([
    { kind: 'blob', detail: expect.stringMatching(/^is missing|^holds/), repair: { source: picture.sha256 } },
    { kind: 'blob', repair: { kind: 'renditions', source: picture.sha256 } },
  ]);
  const repaired = await repair();
  expect(repaired).toMatchObject({ repaired: 2, problems: [], unnamedBlobs: 1 });
  expect(await house.core.database.read(sql('SELECT 1 FROM renditions'))).toEqual([]);
  expect(await make()).toBe(true);
  expect(await make()).toBe(false);
  expect(await check()).toMatchObject({ blobs: 4, unnamedBlobs: 0, problems: [] });
});

test('K5: an original that is lost is named by its shot and project, and nothing is repaired for it', async () => {
  const { house, where, picture, check, repair } = await aStudioWithPicture();
  await rm(pathOf(house, picture.sha256));
  const { problems } = await check();
  expect(problems).toMatchObject([{ kind: 'blob', detail: expect.stringContaining('«Фильм»') }]);
  expect(problems[0]?.detail).toContain(where.shot);
  expect(problems[0]?.repair).toBeUndefined();
  // Smaller forms of it cannot be made again either, and what is there of them stays.
  await rm(pathOf(house, sha256Of('w320')));
  expect((await repair()).problemCount).toBe(2);
  expect(await house.core.database.read(sql('SELECT 1 FROM renditions'))).toHaveLength(3);
});

test('K5: files that belong to nothing are counted, and no damage', async () => {
  const house = await aHouse({ onDisk: true });
  const runner = await aRunner(house);
  await runner.upload(WORDS('nobody’s'));
  const report = await checkData({
    databaseUrl: `file:${join(house.folder, 'raskadr.db')}`,
    dataDir: house.folder,
  });
  expect(report).toMatchObject({ blobs: 1, unnamedBlobs: 1, problems: [] });
  expect(checkText(report)).toContain('ничьих файлов: 1');
});
