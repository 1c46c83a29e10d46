import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

  test('every page tells of its own files at once, and all of them are there', async () => {
    for (const path of ['/login', '/', board, '/settings/account']) {
      const links = (await fetch(`${studio.url}${path}`)).headers.get('link') ?? '';
      const files = [...links.matchAll(/<([^>]+)>/g)].map(([, file]) => file);
      expect(files.length, path).toBeGreaterThan(5);
      for (const file of files) expect((await fetch(`${studio.url}${file}`)).status, file).toBe(200);
    }
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
    expect(await tile.evaluate((link) => link === document.activeElement)).toBe(true);
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
    await sheet.getByLabel('Найти действие').fill('корз');
    await sheet.getByText('Взять и двигать стрелками').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    await page.keyboard.type('?');
    expect(await sheet.count()).toBe(0);
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
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    // Nothing of the application runs: what colours the page is the script in its head.
    await page.route('**/_app/**', (route) => route.abort());
    await page.goto(studio.url, { waitUntil: 'commit' });
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'light');
    await page.context().close();
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
