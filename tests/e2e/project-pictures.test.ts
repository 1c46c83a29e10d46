import { readFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { addShots, initIndexDoc, offerHeadliner } from '#shared/documents/index-doc.ts';
import { ShotId } from '#shared/ids.ts';
import { aManifest, aZip, partOf } from '../sync-server/archive/a-zip.ts';
import { sha256Of } from '../sync-server/runners/a-runner.ts';
import { problemsOf } from './page-problems.ts';
import { Studio } from './studio.ts';

const SHOT = ShotId.parse('01ARZ3NDEKTSV4RRFFQ69G5FB9');
const ASSET = '01ARZ3NDEKTSV4RRFFQ69G5FC0';

/** An orange picture. */
function aPng(width: number, height: number): Buffer {
  const chunk = (name: string, content: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), content]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(content.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.of(0), Buffer.alloc(3 * width, Buffer.of(230, 120, 40))]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const signature = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A film of one shot whose headliner is a picture. */
function aFilmFile(): Buffer {
  const index = new Y.Doc();
  initIndexDoc(index, 'Маяк');
  addShots(index, [{ id: SHOT, title: 'Огонь' }], { at: 0, randomBit: () => true });
  offerHeadliner(index, SHOT, ASSET);
  const state = Y.encodeStateAsUpdate(index);
  const png = aPng(640, 360);
  const sha256 = sha256Of(png);
  const asset = {
    ...{ id: ASSET, shot: SHOT, sha256, kind: 'image', type: 'image/png', sizeBytes: png.length },
    ...{ width: 640, height: 360, durationMs: null, take: null, prompt: null, model: null },
    ...{ position: 0, createdAt: 1 },
  };
  const assets = Buffer.from(JSON.stringify([asset]));
  return aZip([
    { name: 'docs/index.yjs', content: state },
    { name: `blobs/${sha256}`, content: png },
    { name: 'assets.json', content: assets },
    aManifest([partOf('docs/index.yjs', state), { ...partOf('assets.json', assets), kind: 'assets' }], {
      name: 'Маяк',
    }),
  ]);
}

describe('pictures on the way', { timeout: 90_000 }, () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await Studio.open();
  });
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]();
  });

  function tile(page: Page, name: string): Locator {
    return page.locator('[data-project]').filter({ has: page.getByText(name, { exact: true }) });
  }

  async function act(page: Page, name: string, command: string): Promise<void> {
    await page.getByRole('button', { name: `Действия с проектом «${name}»` }).click();
    await page.getByRole('menuitem', { name: command }).click();
  }

  async function waitForPicture(within: Locator): Promise<void> {
    const picture = within.locator('img').first();
    await picture.waitFor();
    await expect
      .poll(() => picture.evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0)))
      .toBeGreaterThan(0);
  }

  test('a file brings its pictures, a duplicate has them, and they go out again', async () => {
    const page = await studio.open('/');
    const picking = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Загрузить из файла' }).click();
    const file = { name: 'Маяк.raskadr', mimeType: 'application/octet-stream', buffer: aFilmFile() };
    await (await picking).setFiles(file);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('В файле проект «Маяк», 1').waitFor();
    await dialog.getByRole('button', { name: 'Загрузить' }).click();
    await page.waitForURL(/\/p\//);
    await waitForPicture(page.getByRole('img', { name: 'Хедлайнер шота «Огонь»' }).first());

    await page.goto(`${studio.url}/`);
    await waitForPicture(tile(page, 'Маяк'));
    await act(page, 'Маяк', 'Сделать копию');
    await waitForPicture(tile(page, 'Маяк (копия)'));

    const downloading = page.waitForEvent('download');
    await act(page, 'Маяк (копия)', 'Скачать файл проекта');
    const bytes = await readFile(await (await downloading).path());
    expect(bytes.includes(aPng(640, 360))).toBe(true);
    expect(await problemsOf(page)).toEqual([]);
    expect(studio.complaints).toEqual([]);
  });
});
