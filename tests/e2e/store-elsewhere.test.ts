import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeS3, S3_KEYS } from '../fakes/s3.ts';
import type { RunnerProcess } from '../runner/runner-process.ts';
import { generate, openBox, startRunner } from './box.ts';
import { Studio } from './studio.ts';

const FORMS = 4;
/** Programs start on a busy machine. */
const PATIENTLY = { timeout: 60_000 };

describe('content in a store elsewhere', { timeout: 300_000 }, () => {
  let s3: FakeS3;
  let studio: Studio;
  let runner: RunnerProcess;

  beforeAll(async () => {
    s3 = await FakeS3.start('b2');
    studio = await Studio.open({
      BLOBS_URL: s3.blobsUrl(),
      S3_ACCESS_KEY_ID: S3_KEYS.accessKeyId,
      S3_SECRET_ACCESS_KEY: S3_KEYS.secretAccessKey,
    });
    runner = startRunner(studio);
  });
  afterAll(async () => {
    await runner?.[Symbol.asyncDispose]();
    await studio?.[Symbol.asyncDispose]();
    await s3?.[Symbol.asyncDispose]();
  });

  async function waitForPictures(page: Page, count: number): Promise<void> {
    const drawn = () =>
      page
        .locator('[data-asset] img')
        .evaluateAll(
          (images) =>
            images.filter((image) => image instanceof HTMLImageElement && image.naturalWidth > 0).length,
        );
    await expect.poll(drawn, PATIENTLY).toBeGreaterThanOrEqual(count);
  }

  test('M87: a picture is made and shown; one made while the store is away comes when it is back, also after a restart', async () => {
    const page = await studio.open('/');
    await openBox(page, { name: 'Хранилище', shots: ['Маяк'] });
    await generate(page, 'Маяк в тумане');
    await waitForPictures(page, 1);
    const objects = () => [...s3.bucket.objects.keys()].filter((key) => key !== 'kino/raskadr.txt');
    // The picture and its smaller forms.
    await expect.poll(() => objects().length, PATIENTLY).toBe(FORMS);
    expect((await readdir(join(studio.server.dataDir, 'blobs'))).filter((name) => name.length === 2)).toEqual(
      [],
    );

    s3.goAway();
    await generate(page, 'Маяк на рассвете');
    await expect
      .poll(() => readdir(join(studio.server.dataDir, 'blobs', 'uploads')), PATIENTLY)
      .toHaveLength(1);
    const media = await page.request.get(`${studio.url}/media/${objects()[0]?.slice(-64)}/original`);
    expect([media.status(), (await media.json()).fault?.code]).toEqual([503, 'blobs_away']);
    await studio.server.kill();
    s3.comeBack();
    await studio.server.start();
    // The page that is open asks again for what was refused meanwhile.
    await waitForPictures(page, 2);
    await expect.poll(() => objects().length, PATIENTLY).toBe(2 * FORMS);
    expect([...s3.bucket.writes.values()].every((times) => times === 1)).toBe(true);

    // A device that has kept nothing of it.
    const fresh = await studio.open(new URL(page.url()).pathname);
    await waitForPictures(fresh, 2);
    expect(studio.complaints).toEqual([]);
  });
});
