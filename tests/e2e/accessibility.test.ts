import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeProblems } from './axe.ts';
import { seedProject } from './seed.ts';
import { Studio } from './studio.ts';

const THEMES = ['dark', 'light'] as const;
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

describe('every page passes axe', { timeout: 180_000 }, () => {
  let studio: Studio;
  let board = '';

  beforeAll(async () => {
    studio = await Studio.open();
    board = (await seedProject(studio, { name: 'Проверка', shots: 24 })).path;
  });
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]();
  });

  async function inTheme(device: BrowserContext, theme: string, size: (typeof SIZES)[number]): Promise<Page> {
    await device.addInitScript((choice) => localStorage.setItem('raskadr-theme', choice), theme);
    const page = await device.newPage();
    await page.setViewportSize(size);
    return page;
  }

  /** Waits for what a page is about, and finds its faults in the theme that was asked for. */
  async function problemsAt(page: Page, path: string, text: string): Promise<string[]> {
    await page.goto(`${studio.url}${path}`);
    await page.getByText(text).first().waitFor();
    return axeProblems(page);
  }

  describe.each(THEMES)('%s', (theme) => {
    test.each(SIZES)('$width wide: the doors of the house', async (size) => {
      const page = await inTheme(await studio.newDevice(), theme, size);
      const found = {
        login: await problemsAt(page, '/login', 'Войти'),
        setup: await problemsAt(page, '/setup', 'уже создана'),
        lost: await problemsAt(page, '/no/such/page', 'Здесь ничего нет'),
        theme: await page.evaluate(() => document.documentElement.dataset.theme ?? 'dark'),
      };
      expect(found).toEqual({ login: [], setup: [], lost: [], theme });
      await page.context().close();
    });

    test.each(SIZES)('$width wide: the rooms', async (size) => {
      const page = await inTheme(await studio.signedInDevice(), theme, size);
      const found: Record<string, string[]> = {
        projects: await problemsAt(page, '/', 'Проверка'),
        account: await problemsAt(page, '/settings/account', 'Учётная запись'),
        device: await problemsAt(page, '/settings/device', 'Это устройство'),
        people: await problemsAt(page, '/settings/people', 'Люди'),
        providers: await problemsAt(page, '/settings/providers', 'Этот компьютер'),
        models: await problemsAt(page, '/settings/models', 'Имитация: картинка'),
        spending: await problemsAt(page, '/settings/spending', 'Предел на день'),
        project: await problemsAt(page, `${board}/settings`, 'Участники'),
        board: await problemsAt(page, board, 'Шот из запаса 24'),
      };
      await page.keyboard.press('Control+k');
      await page.getByRole('option').first().waitFor();
      found.palette = await axeProblems(page);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Shift+Slash');
      await page.getByRole('dialog', { name: 'Клавиши' }).waitFor();
      found.keys = await axeProblems(page);
      await page.keyboard.press('Escape');
      await page.locator('[data-phase]').click();
      await page.getByRole('dialog', { name: 'Где ваши правки' }).waitFor();
      found.saves = await axeProblems(page);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^Учётная запись/ }).click();
      await page.getByRole('menu').waitFor();
      found.menu = await axeProblems(page);
      expect(Object.entries(found).filter(([, problems]) => problems.length > 0)).toEqual([]);
      await page.context().close();
    });
  });
});
