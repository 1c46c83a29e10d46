import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  addShots,
  createProject,
  face,
  titlesOf,
  waitForCount,
  waitForPhase,
  waitForTitles,
} from './board.ts';
import { askToSignOut } from './people.ts';
import { seedProject } from './seed.ts';
import { PASSWORD, readyForOffline, Studio } from './studio.ts';

describe('without a server', { timeout: 60_000 }, () => {
  let studio: Studio;

  beforeEach(async () => {
    studio = await Studio.open();
  });
  afterEach(async () => {
    await studio[Symbol.asyncDispose]();
  });

  test('one visit is enough to open offline, and what two tabs do there arrives once and everywhere', async () => {
    const { path, titles } = await seedProject(studio, { name: 'Полтораста', shots: 150 });
    const device = await studio.signedInDevice();
    const first = await studio.open(path, device);
    await waitForTitles(first, titles);
    await readyForOffline(first);
    const second = await studio.open(path, device);
    await waitForTitles(second, titles);

    await studio.server.kill();
    await Promise.all([first.reload(), second.reload()]);
    await Promise.all([waitForTitles(first, titles), waitForTitles(second, titles)]);

    const ofFirst = Array.from({ length: 10 }, (_, n) => `Первая вкладка ${n + 1}`);
    const ofSecond = Array.from({ length: 10 }, (_, n) => `Вторая вкладка ${n + 1}`);
    // A tab in the background is slowed down by the browser, and so would be the hand that works in it.
    await first.bringToFront();
    await addShots(first, ofFirst);
    await second.bringToFront();
    await addShots(second, ofSecond);
    await Promise.all([waitForCount(first, 170), waitForCount(second, 170)]);
    await waitForPhase(first, 'offline');

    await studio.server.start();
    await Promise.all([waitForPhase(first, 'saved'), waitForPhase(second, 'saved')]);
    const third = await studio.open(path);
    await waitForCount(third, 170);
    const onServer = await titlesOf(third);
    expect(onServer.toSorted()).toEqual([...titles, ...ofFirst, ...ofSecond].toSorted());
    await waitForTitles(first, onServer);
    await waitForTitles(second, onServer);
    expect(studio.complaints).toEqual([]);
  });

  test('a project made offline reaches the server when it comes back', async () => {
    const page = await studio.open('/');
    await page.getByRole('heading', { name: 'Проекты' }).waitFor();
    await readyForOffline(page);
    await studio.server.kill();
    await page.reload();

    const path = await createProject(page, 'Из поезда');
    await addShots(page, ['Перрон', 'Купе']);
    await page.getByRole('link', { name: 'К проектам' }).click();
    await page
      .getByRole('link', { name: /Из поезда/ })
      .getByText('Создан на этом устройстве')
      .waitFor();
    await page.getByRole('link', { name: /Из поезда/ }).click();
    await waitForTitles(page, ['Перрон', 'Купе']);

    await studio.server.start();
    await waitForPhase(page, 'saved');
    const other = await studio.open(path);
    await waitForTitles(other, ['Перрон', 'Купе']);
    await other.getByRole('button', { name: 'Проект «Из поезда»' }).waitFor();
    expect(studio.complaints).toEqual([]);
  });

  test('a tab that dies in the middle of an edit loses nothing that stood on the device', async () => {
    const { path, titles } = await seedProject(studio, { name: 'Обрыв', shots: 3 });
    const device = await studio.signedInDevice();
    const page = await studio.open(path, device);
    await waitForTitles(page, titles);
    await readyForOffline(page);
    await studio.server.kill();
    await addShots(page, ['Успели 1', 'Успели 2']);
    await waitUntilOnDevice(page, 4);
    await page.keyboard.press('n');
    const crashed = page.waitForEvent('crash');
    const devtools = await device.newCDPSession(page);
    void devtools.send('Page.crash').catch(() => {});
    await crashed;

    const again = await studio.open(path, device);
    await expect
      .poll(() => titlesOf(again), { timeout: 10_000 })
      .toEqual(expect.arrayContaining([...titles, 'Успели 1', 'Успели 2']));
    const kept = await titlesOf(again);
    expect(kept.length).toBeLessThanOrEqual(6);
    await studio.server.start();
    await waitForPhase(again, 'saved');
    const other = await studio.open(path);
    await waitForTitles(other, kept);
  });

  test('a page opened without a net still says when the server answered last', async () => {
    const { path, titles } = await seedProject(studio, { name: 'Связь', shots: 2 });
    const page = await studio.open(path);
    await waitForTitles(page, titles);
    await waitForPhase(page, 'saved');
    await readyForOffline(page);
    await studio.server.kill();
    await page.reload();
    await waitForTitles(page, titles);
    await page.locator('[data-phase]').click();
    const line = page
      .getByRole('dialog')
      .locator('div', { has: page.getByText('Последний ответ сервера') })
      .last();
    await line.getByText(/^\d\d:\d\d$/).waitFor();
  });

  test('signing out with unsent work lists it and asks first', async () => {
    const page = await studio.open('/');
    await createProject(page, 'Черновик');
    await addShots(page, ['Один']);
    await waitForPhase(page, 'saved');
    await readyForOffline(page);
    await studio.server.kill();
    await addShots(page, ['Два']);
    await page.getByRole('link', { name: 'К проектам' }).click();
    await askToSignOut(page);
    const dialog = page.getByRole('dialog', { name: 'Не всё отправлено на сервер' });
    await dialog.getByText(/Раскадровка проекта «Черновик»: 2\sправки/).waitFor();
    await dialog.getByRole('button', { name: 'Остаться' }).click();
    await dialog.waitFor({ state: 'detached' });

    await studio.server.start();
    await waitForPhase(page, 'saved');
    await askToSignOut(page);
    await page.waitForURL(/\/login$/);
    const left = await page.evaluate(async () => ({
      databases: (await indexedDB.databases()).map((database) => database.name ?? ''),
      keys: Object.keys(localStorage),
    }));
    expect(left.databases.filter((name) => name.startsWith('raskadr'))).toEqual([]);
    expect(left.keys.filter((key) => key.startsWith('raskadr'))).toEqual([]);
    const other = await studio.open('/');
    await other.waitForURL(/\/login$/);
  });

  test('a session that ended leaves the local copy open, and signing in sends what was made meanwhile', async () => {
    const { path, titles } = await seedProject(studio, { name: 'Смена', shots: 2 });
    const device = await studio.signedInDevice();
    const page = await studio.open(path, device);
    await waitForTitles(page, titles);
    await waitForPhase(page, 'saved');
    await device.clearCookies();
    await page.reload();
    await page.getByText('Нужно войти. Правки остаются').waitFor();
    await waitForTitles(page, titles);
    await addShots(page, ['Без пропуска']);
    await waitForPhase(page, 'signed_out');

    await page.getByRole('link', { name: 'Войти' }).click();
    await page.getByText('сохранённые проекты').waitFor();
    await page.getByLabel('Пароль', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Войти' }).click();
    await page.getByRole('heading', { name: 'Проекты' }).waitFor();
    const other = await studio.open(path);
    await waitForTitles(other, [...titles, 'Без пропуска']);
  });
});

/** The sheet says how many edits stand on the device and that none is left in memory. */
async function waitUntilOnDevice(page: Page, count: number): Promise<void> {
  await page.locator('[data-phase]').click();
  const sheet = page.getByRole('dialog');
  await sheet
    .locator('div', { has: page.getByText('В памяти вкладки') })
    .getByText('0', { exact: true })
    .first()
    .waitFor();
  await sheet
    .locator('div', { has: page.getByText('На этом устройстве, ждут отправки') })
    .getByText(String(count), { exact: true })
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  await face(page, 'Успели 2').focus();
}
