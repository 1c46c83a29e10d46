import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addShots, createProject, waitForCount, waitForPhase, waitForTitles } from './board.ts';
import { problemsOf } from './page-problems.ts';
import { askToSignOut } from './people.ts';
import { seedProject } from './seed.ts';
import { LOGIN, PASSWORD, readyForOffline, Studio } from './studio.ts';
import { UpdateProxy } from './update-proxy.ts';

describe('the application', { timeout: 60_000 }, () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await Studio.open();
  });
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]();
  });

  test('the first account is made by the link, and its owner leaves and comes back', async () => {
    await using fresh = await Studio.open();
    const device = await fresh.newDevice();
    const page = await device.newPage();
    await page.goto(`${fresh.url}/`);
    await page.waitForURL(/\/setup$/);
    await page.goto(fresh.server.setupLink);
    await page.reload();
    await page.getByLabel('Логин').fill(LOGIN);
    await page.getByLabel('Пароль', { exact: true }).fill('12345');
    await page.getByRole('button', { name: 'Создать учётную запись' }).click();
    await page.getByText('Пароль короче 8 знаков').waitFor();
    await page.getByLabel('Пароль', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Показать пароль' }).click();
    await expect.poll(() => page.getByLabel('Пароль', { exact: true }).getAttribute('type')).toBe('text');
    await page.getByRole('button', { name: 'Создать учётную запись' }).click();
    await page.getByRole('heading', { name: 'Где лежат данные' }).waitFor();
    await page.getByText(fresh.server.dataDir).waitFor();
    await page.getByRole('button', { name: 'Дальше' }).click();
    await page.getByRole('link', { name: 'К списку проектов' }).click();
    await page.getByText('Здесь будут ваши проекты').waitFor();
    await createProject(page, 'Первый');
    await addShots(page, ['Шаг']);
    await page.getByRole('link', { name: 'К проектам' }).click();

    await askToSignOut(page);
    const stillUnsent = page.getByRole('button', { name: 'Выйти и стереть' });
    await Promise.race([page.waitForURL(/\/login$/), stillUnsent.waitFor()]);
    await expect.poll(() => stillUnsent.count(), { message: 'everything was on the server' }).toBe(0);
    await page.getByLabel('Логин').fill(LOGIN);
    await page.getByLabel('Пароль', { exact: true }).fill('не тот пароль');
    await page.keyboard.press('Enter');
    await page.getByText('Логин или пароль не подошли').waitFor();
    await page.getByLabel('Пароль', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /Первый/ }).click();
    await waitForTitles(page, ['Шаг']);
    await page.goto(`${fresh.url}/setup`);
    await page.getByText('Первая учётная запись уже создана').waitFor();
    expect(fresh.complaints).toEqual([]);
  });

  test('the first account may begin with the demo', async () => {
    await using fresh = await Studio.open();
    const page = await (await fresh.newDevice()).newPage();
    await page.goto(fresh.server.setupLink);
    await page.getByLabel('Логин').fill(LOGIN);
    await page.getByLabel('Пароль', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Создать учётную запись' }).click();
    await page.getByRole('button', { name: 'Дальше' }).click();
    await page.getByRole('button', { name: 'Открыть демо-проект' }).click();
    await page.waitForURL(/\/p\//);
    await waitForCount(page, 24);
    await waitForPhase(page, 'saved');
    await page.getByRole('link', { name: 'К проектам' }).click();
    await page.getByRole('link', { name: /\(демо\)/ }).waitFor();
    await expect.poll(() => page.locator('[data-project]').count()).toBe(1);
    expect(fresh.complaints).toEqual([]);
  });

  test('it can be installed', async () => {
    const page = await studio.open('/');
    await readyForOffline(page);
    const devtools = await page.context().newCDPSession(page);
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    // A window without a profile on disk never installs anything; that says nothing about the page.
    expect(installabilityErrors.map((error) => error.errorId).filter((id) => id !== 'in-incognito')).toEqual(
      [],
    );
    const manifest = await devtools.send('Page.getAppManifest');
    expect(manifest.errors).toEqual([]);
    await page.context().close();
  });

  test('a new version waits until it is let in', async () => {
    const { path, titles } = await seedProject(studio, { name: 'Обновление', shots: 3 });
    await using proxy = await UpdateProxy.before(studio.url);
    const device = await studio.signedInDevice();
    const page = await device.newPage();
    await page.goto(`${proxy.url}${path}`);
    await waitForTitles(page, titles);
    await readyForOffline(page);
    const before = await cacheNames(page);

    proxy.suffix = '-next';
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.getByText('Доступна новая версия').waitFor();
    expect((await cacheNames(page)).length).toBe(2);
    await addShots(page, ['Перед обновлением']);
    const reloaded = page.waitForEvent('load');
    await page.getByRole('button', { name: 'Обновить' }).click();
    await reloaded;
    await waitForTitles(page, [...titles, 'Перед обновлением']);
    await expect.poll(() => cacheNames(page)).toEqual(before.map((name) => `${name}-next`));
    expect(await page.getByText('Доступна новая версия').count()).toBe(0);
    await device.close();
  });

  test('a second tab follows a sign-out', async () => {
    const device = await studio.newDevice();
    const page = await device.newPage();
    await page.goto(`${studio.url}/login`);
    await page.getByLabel('Логин').fill(LOGIN);
    await page.getByLabel('Пароль', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Проекты' }).waitFor();
    const second = await device.newPage();
    await second.goto(studio.url);
    await second.getByRole('heading', { name: 'Проекты' }).waitFor();
    await askToSignOut(page);
    await page.waitForURL(/\/login$/);
    await second.waitForURL(/\/login$/);
    await device.close();
  });

  test('every page is Russian, named and reachable by keyboard', async () => {
    const { path } = await seedProject(studio, { name: 'Проверка', shots: 4 });
    const stranger = await (await studio.newDevice()).newPage();
    const page = await studio.open('/');
    const problems: Record<string, string[]> = {};
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const) {
      await stranger.setViewportSize({ width, height });
      await page.setViewportSize({ width, height });
      await stranger.goto(`${studio.url}/login`);
      await stranger.getByRole('heading', { name: 'Вход' }).waitFor();
      problems[`/login ${width}`] = await problemsOf(stranger);
      await stranger.goto(`${studio.url}/setup`);
      await stranger.getByText('уже создана').waitFor();
      problems[`/setup ${width}`] = await problemsOf(stranger);
      await page.goto(studio.url);
      await page.getByRole('link', { name: /Проверка/ }).waitFor();
      problems[`/ ${width}`] = await problemsOf(page);
      await page.goto(`${studio.url}${path}`);
      await page.locator('[data-shot]').nth(3).waitFor();
      problems[`/p ${width}`] = await problemsOf(page);
      await page.locator('[data-phase]').click();
      await page.getByRole('dialog').waitFor();
      problems[`sheet ${width}`] = await problemsOf(page);
      await page.keyboard.press('Escape');
      await page.locator('[data-menu]').first().click();
      await page.getByRole('menu').waitFor();
      problems[`menu ${width}`] = await problemsOf(page);
      await page.goto(`${studio.url}/no/such/page`);
      await page.getByText('Здесь ничего нет').waitFor();
      problems[`404 ${width}`] = await problemsOf(page);
    }
    expect(Object.fromEntries(Object.entries(problems).filter(([, found]) => found.length > 0))).toEqual({});
    await stranger.context().close();
    await page.context().close();
  });

  test('no page complained', () => {
    expect(studio.complaints).toEqual([]);
  });
});

function cacheNames(page: Page): Promise<string[]> {
  return page.evaluate(async () =>
    (await caches.keys()).filter((name) => name.startsWith('raskadr-shell-')).sort(),
  );
}
