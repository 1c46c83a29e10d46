import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { addPrompt } from '#shared/documents/shot-doc.ts';
import { DeviceId, type ProjectId, type ShotId } from '#shared/ids.ts';
import { encodePush } from '#shared/sync/push.ts';
import { createUlid } from '#shared/ulid.ts';
import { sendFile } from '../bench/board/filled-board.ts';
import { titlesOf, waitForCount } from './board.ts';
import { seedProject } from './seed.ts';
import { aPicture } from './some-media.ts';
import { Studio } from './studio.ts';

let studio: Studio;
let page: Page;

const newUlid = () => createUlid({ nowMs: Date.now, randomByte: () => Math.floor(Math.random() * 256) });

beforeAll(async () => {
  studio = await Studio.open({ RASKADR_DEMO: '0' });
  const { path, project, ids } = await seedProject(studio, { name: 'Маяк', shots: 6 });
  const [first, second] = ids;
  if (!first || !second) throw new Error('no shots');
  await writePrompt(project, first, 'Луч прожектора над ёлками');
  for (const n of [0, 1]) {
    const { content } = await aPicture(n, { width: 320, height: 180 });
    await sendFile(studio, { project, shot: second, filename: `маяк ${n}.png`, content });
  }
  page = await studio.open(path, await studio.signedInDevice({ viewport: { width: 1440, height: 900 } }));
}, 120_000);

afterAll(() => studio?.[Symbol.asyncDispose]());

/** The way another device would. */
async function writePrompt(project: ProjectId, shot: ShotId, text: string): Promise<void> {
  const doc = new Y.Doc();
  addPrompt(doc, { id: newUlid(), text, model: null, params: {}, createdAt: Date.now() });
  const push = encodePush({
    device: DeviceId.parse(newUlid()),
    rows: [{ row: 1, update: Y.encodeStateAsUpdate(doc) }],
  });
  await studio.request(`/api/docs/${docNameOf({ kind: 'shot', project, shot })}/push`, {
    body: new Uint8Array(push),
    type: 'application/octet-stream',
  });
}

test('V5 V7 V9: words of a prompt are found, cards count their assets, the filter says what it would leave', async () => {
  const search = page.getByRole('searchbox');
  await waitForCount(page, 6);
  await page.getByRole('img', { name: '2\u00a0ассета' }).waitFor();
  await expect
    .poll(async () => {
      await search.fill('елками');
      return await titlesOf(page);
    })
    .toEqual(['Шот из запаса 1']);
  await search.fill('');
  await waitForCount(page, 6);

  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+F');
  const panel = page.getByRole('dialog', { name: 'Фильтр шотов' });
  const headless = panel.getByRole('button', { name: /^Без хедлайнера/ });
  await expect.poll(() => headless.textContent()).toMatch(/5$/);
  expect(await panel.getByRole('button', { name: /^Есть видео/ }).isDisabled()).toBe(true);
  await expect.poll(() => headless.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await waitForCount(page, 5);
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'hidden' });
}, 60_000);

test('V8: words and a filter hold together, a chip takes its part away, and none of it needs the net', async () => {
  await page.context().setOffline(true);
  const search = page.getByRole('searchbox');
  await search.fill('запаса 2');
  await page.getByText('Ничего не найдено').first().waitFor();
  await page.getByRole('button', { name: 'Убрать из фильтра: Без хедлайнера' }).click();
  await waitForCount(page, 1);
  await search.fill('');
  await waitForCount(page, 6);
  await page.context().setOffline(false);
}, 60_000);
