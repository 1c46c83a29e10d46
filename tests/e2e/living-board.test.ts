import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunnerProcess } from '../runner/runner-process.ts';
import { SCRIPT } from '../shared/storyboard/a-script.ts';
import { createProject, face, pasteText, titlesOf, waitForCount } from './board.ts';
import { startRunner } from './box.ts';
import { problemsOf } from './page-problems.ts';
import { Studio } from './studio.ts';

let studio: Studio;
let runner: RunnerProcess;
let page: Page;

beforeAll(async () => {
  studio = await Studio.open({ RASKADR_DEMO: '0' });
  runner = startRunner(studio);
  page = await studio.open('/', await studio.signedInDevice({ viewport: { width: 1440, height: 900 } }));
  await createProject(page, 'Последний трамвай');
  // The page hears pastes from the moment that its tools stand.
  await page.getByRole('button', { name: 'Вставить сценарий или таблицу…' }).waitFor();
}, 120_000);

afterAll(async () => {
  await runner?.[Symbol.asyncDispose]();
  await studio?.[Symbol.asyncDispose]();
});

describe('the living board', () => {
  test('V36 a pasted script is laid out before anything changes, and one step takes all of it back', async () => {
    await pasteText(page, SCRIPT);
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/Сценарий: 24\sшота/).waitFor();
    expect(await page.locator('[data-shot]').count()).toBe(0);
    await dialog.getByLabel('Название 1', { exact: true }).fill('Крыши');
    await dialog.getByRole('checkbox', { name: 'Создать шот 24' }).uncheck();
    await dialog.getByRole('button', { name: 'Соединить 2 с предыдущим' }).click();
    await dialog.getByRole('button', { name: /Создать 22\sшота/ }).click();
    await waitForCount(page, 22);
    expect((await titlesOf(page))[0]).toBe('Крыши');
    await page.keyboard.press('Control+z');
    await waitForCount(page, 0);
  });

  test('V27 a table brings seconds and drafts; what is empty is launched at one price and told of', async () => {
    await pasteText(
      page,
      '№\tНазвание\tСекунды\tПромт\n1\tКрыша\t4\trooftop in the rain\n2\tМост\t2\t\n3\tОкно\t6\t',
    );
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/Таблица: 3\sшота/).waitFor();
    await dialog.getByRole('button', { name: /Создать 3\sшота/ }).click();
    await waitForCount(page, 3);

    await page.getByRole('button', { name: 'Ещё действия' }).click();
    await page.getByRole('menuitem', { name: 'Сгенерировать для пустых…' }).click();
    await dialog.getByText('промт шота: rooftop in the rain').waitFor();
    await dialog.getByText('название и заметка: Мост').waitFor();
    await expect.poll(() => dialog.locator('.sum').textContent()).toMatch(/^\s*3\sзапуска, бесплатно\s*$/);
    await dialog.getByRole('button', { name: 'Запустить 3' }).click();
    await page.getByText(/Готово 3 из\s3/).waitFor({ timeout: 60_000 });

    // What has been launched is empty no more, also for whoever asks again.
    await page.getByRole('button', { name: 'Ещё действия' }).click();
    await page.getByRole('menuitem', { name: 'Сгенерировать для пустых…' }).click();
    await dialog.getByText('Пустых шотов, для которых есть слова, нет.').waitFor();
    await page.keyboard.press('Escape');
  });

  test('V20 the strip jumps and narrows, by keyboard too', async () => {
    await page.getByRole('button', { name: 'Ещё действия' }).click();
    await page.getByRole('menuitem', { name: 'Цветовая лента' }).click();
    const strip = page.getByRole('slider', { name: /^Шоты по цвету/ });
    await strip.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => strip.getAttribute('aria-valuetext')).toMatch(/Шот\s2, «Мост»/);
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Enter');
    await waitForCount(page, 2);
    await page.getByRole('button', { name: /^Шоты\s2–3/ }).click();
    await waitForCount(page, 3);
    const box = await strip.boundingBox();
    if (!box) throw new Error('no strip');
    await page.mouse.click(box.x + box.width - 5, box.y + 5);
    await expect.poll(() => face(page, 'Окно').evaluate((it) => it === document.activeElement)).toBe(true);
    expect(await problemsOf(page)).toEqual([]);
  });

  test('V23 from above the whole film fits the window, and Escape comes back', async () => {
    await page.keyboard.press('g');
    await page.locator('.grid.tiny').waitFor();
    const fits = () =>
      page.evaluate(
        () =>
          document.documentElement.scrollHeight <= innerHeight &&
          document.querySelectorAll('[data-shot]').length === 3,
      );
    await expect.poll(fits).toBe(true);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => face(page, 'Мост').evaluate((it) => it === document.activeElement)).toBe(true);
    // The first one lets go of the shots that were brought together.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.from-above').count()).toBe(0);
    expect(studio.complaints).toEqual([]);
  });
});
