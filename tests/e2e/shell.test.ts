import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitForCount, waitForKeyboardAt } from './board.ts';
import { seedProject } from './seed.ts';
import { Studio } from './studio.ts';

describe('the shell', { timeout: 60_000 }, () => {
  let studio: Studio;
  let board = '';

  beforeAll(async () => {
    studio = await Studio.open();
    board = (await seedProject(studio, { name: 'Ночной рейс', shots: 12 })).path;
  });
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]();
  });

  async function openBoard(): Promise<Page> {
    const page = await studio.open(board);
    await page.locator('[data-shot]').nth(11).waitFor();
    return page;
  }

  test('every page lists its own files, and all of them are there', async () => {
    for (const path of ['/login', '/', board, '/settings/account']) {
      const list = await listedFiles(`${studio.url}${path}`);
      const [, places = []] = list.pages.find(([pattern]) => new RegExp(pattern).test(path)) ?? [];
      expect(places.length, path).toBeGreaterThan(5);
      for (const place of places)
        expect((await fetch(`${studio.url}${list.files[place]}`)).status, list.files[place]).toBe(200);
    }
  });

  test('the first paint waits for nothing but the page; its code is asked for then, all at once', async () => {
    const device = await studio.signedInDevice();
    const page = await device.newPage();
    const asked: string[] = [];
    let letIn = () => {};
    const held = new Promise<void>((resolve) => {
      letIn = resolve;
    });
    await page.route(/\.(?:js|css)$/, async (route) => {
      asked.push(route.request().url());
      await held;
      await route.continue();
    });
    await page.goto(`${studio.url}${board}`, { waitUntil: 'commit' });
    await page.getByText('Открываем проект…').waitFor();
    const background = await page.evaluate(
      () => getComputedStyle(document.body.parentElement ?? document.body).backgroundColor,
    );
    expect(background).not.toBe('rgba(0, 0, 0, 0)');
    // None has come, so none of them has named another.
    await expect.poll(() => asked.filter((url) => url.endsWith('.js')).length).toBeGreaterThan(5);
    letIn();
    await page.getByRole('list', { name: 'Шоты' }).waitFor();
    await page.close();
  });

  test('a page shows its bar and boxes before its code has come, and nothing of them stays', async () => {
    const device = await studio.signedInDevice();
    const page = await device.newPage();
    let letIn = () => {};
    const held = new Promise<void>((resolve) => {
      letIn = resolve;
    });
    await page.route('**/_app/immutable/entry/start*', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${studio.url}${board}`, { waitUntil: 'commit' });
    await page.getByText('Открываем проект…').waitFor();
    await expect.poll(() => page.locator('#boot .boot-boxes i').first().isVisible()).toBe(true);
    letIn();
    await page.locator('[data-shot]').nth(11).waitFor();
    await expect.poll(() => page.locator('#boot').count()).toBe(0);
    await device.close();
  });

  const field = (page: Page) => page.getByRole('combobox', { name: 'Команда, проект или шот' });

  async function ask(page: Page, query: string): Promise<void> {
    await page.keyboard.press('Control+k');
    await field(page).waitFor();
    await page.keyboard.type(query);
  }

  test('the palette finds a command typed in the wrong layout and runs it', async () => {
    const page = await openBoard();
    await ask(page, 'yjdsq ijn');
    await page.getByRole('option', { name: /^Новый шот/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: /^Название шота/ }).waitFor();
    await page.context().close();
  });

  test('what is typed before the palette has come is typed into it, not at the page', async () => {
    const { files, pages } = await listedFiles(`${studio.url}${board}`);
    const [, places = []] = pages.find(([pattern]) => new RegExp(pattern).test(board)) ?? [];
    const first = new Set(places.map((place) => `${studio.url}${files[place]}`));
    const device = await studio.signedInDevice();
    const page = await device.newPage();
    let letIn = () => {};
    const held = new Promise<void>((resolve) => {
      letIn = resolve;
    });
    await page.route(/\/_app\/immutable\/.*\.js$/, async (route) => {
      if (!first.has(route.request().url())) await held;
      await route.continue();
    });
    await page.goto(`${studio.url}${board}`);
    await page.locator('[data-shot]').nth(11).waitFor();
    await page.locator('[data-face]').first().focus();
    const count = await page.locator('[data-shot]').count();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('nvmes');
    await page.keyboard.press('Backspace');
    letIn();
    const field = page.getByRole('combobox', { name: 'Команда, проект или шот' });
    await field.waitFor();
    await expect.poll(() => field.inputValue()).toBe('nvme');
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'hidden' });
    // «N» would have made a shot and «V» changed the look.
    await expect.poll(() => page.locator('[data-shot]').count()).toBe(count);
    await expect.poll(() => page.locator('.from-above').count()).toBe(0);
    await device.close();
  });

  test('a number in the palette jumps to the shot at that place', async () => {
    const page = await openBoard();
    await ask(page, '7');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label')?.includes('7,'));
    await page.context().close();
  });

  test('the palette leads to a project, and Escape gives the keyboard back', async () => {
    const page = await studio.open('/');
    const tile = page.getByRole('link', { name: /Ночной рейс/ });
    await tile.focus();
    await page.keyboard.press('Control+k');
    await field(page).waitFor();
    await page.keyboard.press('Escape');
    await field(page).waitFor({ state: 'detached' });
    await expect.poll(() => tile.evaluate((link) => link === document.activeElement)).toBe(true);
    await ask(page, 'ночной');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${board}`);
    await page.context().close();
  });

  test('«?» lists the keys of the page in any layout, and not while a title is typed', async () => {
    const page = await openBoard();
    await page.keyboard.press('Shift+Slash');
    const sheet = page.getByRole('dialog', { name: 'Клавиши' });
    await sheet.getByText('Взять и двигать стрелками').waitFor();
    await waitForKeyboardAt(sheet.getByLabel('Найти действие'));
    await sheet.getByLabel('Найти действие').fill('корз');
    await sheet.getByText('Взять и двигать стрелками').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    await page.keyboard.type('?');
    await expect.poll(() => sheet.count()).toBe(0);
    await page.context().close();
  });

  test('a light look is chosen from the menu by keyboard and is there before the page is drawn again', async () => {
    const page = await studio.open('/');
    const button = page.getByRole('button', { name: /^Учётная запись/ });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    for (const key of ['End', 'ArrowUp', 'ArrowUp']) await page.keyboard.press(key);
    await page.locator('[role="menuitemradio"]:focus').getByText('Светлая').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
    // Nothing of the application runs: what colours the page is the script in its head.
    await page.route('**/_app/**', (route) => route.abort());
    await page.goto(studio.url, { waitUntil: 'commit' });
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'light');
    await page.context().close();
  });

  test('an icon says what it does: under the pointer, under the keyboard, and not for long', async () => {
    const page = await openBoard();
    const settings = page.getByRole('link', { name: 'Настройки проекта' });
    const words = page.locator('[popover]').getByText('Настройки проекта');
    await settings.hover();
    await words.waitFor();
    await words.hover();
    await expect
      .poll(() => words.isVisible(), { message: 'the pointer may go over to the words' })
      .toBe(true);
    await page.mouse.move(0, 400);
    await words.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'К проектам' }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await waitForKeyboardAt(settings);
    await words.waitFor();
    await page.keyboard.press('Escape');
    await words.waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('a message over an open sheet can be read and clicked', async () => {
    const page = await openBoard();
    const before = await page.locator('[data-shot]').count();
    await page.locator('[data-face]').first().click();
    await page.keyboard.press('d');
    await page.getByRole('status', { name: 'Сообщения' }).getByText('Шот дублирован').waitFor();
    await page.keyboard.press('Shift+Slash');
    const sheet = page.getByRole('dialog', { name: 'Клавиши' });
    await sheet.getByRole('button', { name: 'Отменить' }).click();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await waitForCount(page, before);
    await page.context().close();
  });

  test('a screen reader is told the name of the project, not «Без названия»', async () => {
    const page = await studio.open('/');
    await page.getByRole('link', { name: /Ночной рейс/ }).click();
    await page.locator('[data-shot]').first().waitFor();
    const told = page.locator('#svelte-announcer');
    await expect.poll(() => told.textContent()).toBe('Ночной рейс\u00a0— Раскадр');
    await page.getByRole('link', { name: 'Настройки проекта' }).click();
    await expect.poll(() => told.textContent()).toBe('Настройки проекта «Ночной рейс»\u00a0— Раскадр');
    await page.context().close();
  });

  test('where a finger does the work no keys are shown', async () => {
    const phone = await studio.signedInDevice({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const page = await studio.open('/', phone);
    await page.getByRole('button', { name: /^Учётная запись/ }).tap();
    const menu = page.getByRole('menu');
    await menu.getByText('Клавиши').waitFor();
    await expect.poll(() => menu.locator('kbd').first().isVisible()).toBe(false);
    await phone.close();
  });

  test('our own typeface is shown, and no other address is asked for it', async () => {
    const device = await studio.signedInDevice();
    const foreign: string[] = [];
    device.on('request', (request) => {
      if (!request.url().startsWith(studio.url) && !request.url().startsWith('data:'))
        foreign.push(request.url());
    });
    const page = await studio.open('/', device);
    await page.getByRole('heading', { name: 'Проекты' }).waitFor();
    const isLoaded = await page.evaluate(async () => {
      await document.fonts.ready;
      return [...document.fonts].filter(({ status }) => status === 'loaded').length;
    });
    expect(isLoaded).toBeGreaterThan(0);
    expect(foreign).toEqual([]);
    await device.close();
  });
});

/** What the build has written into the page. */
async function listedFiles(url: string): Promise<{ files: string[]; pages: [string, number[]][] }> {
  const page = await (await fetch(url)).text();
  return JSON.parse(/id="files">(.*?)<\/script>/.exec(page)?.[1] ?? '');
}
