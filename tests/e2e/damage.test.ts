import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addShots, createProject, titlesOf, waitForPhase, waitForTitles } from './board.ts';
import { seedProject } from './seed.ts';
import { readyForOffline, Studio } from './studio.ts';

declare global {
  interface Window {
    abortWrites?: boolean;
  }
}

describe('when the browser itself fails', { timeout: 60_000 }, () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await Studio.open();
  });
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]();
  });

  test('a write the browser aborts turns the state red, is repaired, and nothing is lost', async () => {
    const { path, titles } = await seedProject(studio, { name: 'Сбой записи', shots: 2 });
    const device = await studio.signedInDevice();
    await device.addInitScript(abortWritesOnDemand);
    const page = await studio.open(path, device);
    await waitForTitles(page, titles);
    await waitForPhase(page, 'saved');
    await readyForOffline(page);

    await page.evaluate(() => {
      window.abortWrites = true;
    });
    await addShots(page, ['Через сбой']);
    await waitForPhase(page, 'trouble');
    await page.locator('[data-phase]').click();
    await page.getByText('Браузер не смог записать правки на это устройство').waitFor();
    await page.keyboard.press('Escape');
    await page.evaluate(() => {
      window.abortWrites = false;
    });
    await waitForPhase(page, 'saved');

    await studio.server.kill();
    await page.reload();
    await waitForTitles(page, [...titles, 'Через сбой']);
    await studio.server.start();
    await device.close();
  });

  test('storage wiped under an open page comes back from the server', async () => {
    const { path, titles } = await seedProject(studio, { name: 'Пустой диск', shots: 5 });
    const device = await studio.signedInDevice();
    const page = await studio.open(path, device);
    await waitForTitles(page, titles);
    await addShots(page, ['До чистки']);
    await waitForPhase(page, 'saved');
    await wipeStorage(page);
    await addShots(page, ['После чистки']);

    const other = await studio.open(path);
    await waitForTitles(other, [...titles, 'До чистки', 'После чистки']);
    await page.reload();
    await waitForTitles(page, [...titles, 'До чистки', 'После чистки']);
    await waitForPhase(page, 'saved');
    await expect.poll(() => titlesOf(other)).toEqual(await titlesOf(page));
    await device.close();
  });

  test('what the server refuses for good is shown with its reason and thrown away by hand', async () => {
    const device = await studio.signedInDevice();
    const page = await studio.open('/', device);
    await page.getByRole('heading', { name: 'Проекты' }).waitFor();
    await page.route('**/api/mutations', async (route) => {
      const [mutation] = route.request().postDataJSON();
      const empty = await route.fetch({ postData: '[]' });
      const results = [{ id: mutation.id, ok: false, fault: { code: 'forbidden' } }];
      await route.fulfill({ response: empty, json: { ...(await empty.json()), results } });
    });
    await createProject(page, 'Не пустят');
    await waitForPhase(page, 'trouble');
    await page.locator('[data-phase]').click();
    const sheet = page.getByRole('dialog');
    await sheet.getByText('Новый проект «Не пустят»').waitFor();
    await sheet.getByText('На это действие нет прав').first().waitFor();
    await sheet.getByRole('button', { name: 'Удалить' }).click();
    await sheet.getByText('Новый проект «Не пустят»').waitFor({ state: 'detached' });
    await device.close();
  });
});

/** Runs in the page before its scripts: while told so, every transaction that writes edits is aborted. */
function abortWritesOnDemand(): void {
  const open = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const transaction = open.call(this, stores, mode, options);
    const names = typeof stores === 'string' ? [stores] : [...stores];
    if (window.abortWrites && mode === 'readwrite' && names.includes('updates'))
      queueMicrotask(() => transaction.abort());
    return transaction;
  };
}

async function wipeStorage(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Storage.clearDataForOrigin', {
    origin: new URL(page.url()).origin,
    storageTypes: 'indexeddb,cache_storage,service_workers,local_storage',
  });
}
