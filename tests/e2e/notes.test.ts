import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { face, shot, titlesOf, waitForKeyboardAt, waitForPhase, waitForTitles } from './board.ts';
import { aColleague, setMember } from './people.ts';
import { seedProject } from './seed.ts';
import { Studio } from './studio.ts';

describe('notes beside shots', { timeout: 60_000 }, () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await Studio.open();
  });
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]();
  });

  async function aBoard(): Promise<{ page: Page; path: string; titles: string[] }> {
    const seeded = await seedProject(studio, { name: 'Съёмка', shots: 4 });
    const page = await studio.open(seeded.path);
    await waitForTitles(page, seeded.titles);
    return { page, ...seeded };
  }

  const text = (page: Page) => page.getByRole('textbox', { name: 'Заметка' });
  const sign = (page: Page, title: string) => shot(page, title).getByRole('button', { name: /заметка/ });

  async function openNote(page: Page, title: string): Promise<void> {
    await face(page, title).focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Заметка…' }).click();
    await text(page).waitFor();
  }

  test('a note is written from the menu by keys, shown by a sign, found, and taken back by undo', async () => {
    const { page, titles } = await aBoard();
    const [, second = ''] = titles;
    await openNote(page, second);
    await waitForKeyboardAt(text(page));
    await page.keyboard.type('Зонт для оператора');
    await page.keyboard.press('Control+Enter');
    await text(page).waitFor({ state: 'detached' });
    await waitForKeyboardAt(face(page, second));
    await sign(page, second).hover();
    await page.locator('[popover]').getByText('Зонт для оператора').waitFor();
    await expect.poll(() => page.locator('[data-note]').count()).toBe(1);

    await page.keyboard.press('/');
    await page.keyboard.type('зонт');
    await waitForTitles(page, [second]);
    await page.keyboard.press('Escape');
    await waitForTitles(page, titles);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('оператора');
    await page.getByRole('option', { name: new RegExp(second) }).waitFor();
    await page.keyboard.press('Escape');

    await face(page, second).focus();
    await page.keyboard.press('Control+z');
    await sign(page, second).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+Shift+z');
    await sign(page, second).click();
    await expect.poll(() => text(page).inputValue()).toBe('Зонт для оператора');
    await page.context().close();
  });

  test('a note closed by a slip can still be kept', async () => {
    const { page, titles } = await aBoard();
    const [first = ''] = titles;
    await openNote(page, first);
    await page.keyboard.type('Снимаем до дождя');
    await page.keyboard.press('Escape');
    await page.getByText('Заметка не сохранена').waitFor();
    await expect.poll(() => page.locator('[data-note]').count()).toBe(0);
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await sign(page, first).waitFor();
    await page.context().close();
  });

  test('who may only look reads a note and cannot change it', async () => {
    const { page, path, titles } = await aBoard();
    const [first = ''] = titles;
    const colleague = await aColleague(studio, 'зритель');
    await setMember(studio, path, { login: 'зритель', role: 'viewer' });
    await openNote(page, first);
    await page.keyboard.type('Только крупный план');
    await page.keyboard.press('Control+Enter');
    await waitForPhase(page, 'saved');
    const his = await studio.open(path, colleague);
    await sign(his, first).click();
    await expect.poll(() => text(his).inputValue()).toBe('Только крупный план');
    await expect.poll(() => text(his).getAttribute('readonly')).not.toBeNull();
    await his.getByRole('button', { name: 'Закрыть' }).click();
    await text(his).waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('«Отменить» of a message is gone once something else was done', async () => {
    const { page, titles } = await aBoard();
    const [first = ''] = titles;
    await face(page, first).focus();
    await page.keyboard.press('d');
    await page.getByText('Шот дублирован').first().waitFor();
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: /^Название шота/ }).fill('Дубль');
    await page.keyboard.press('Enter');
    await waitForTitles(page, titles.toSpliced(1, 0, 'Дубль'));
    await page
      .getByRole('button', { name: 'Отменить', exact: true })
      .waitFor({ state: 'detached', timeout: 2000 });
    await expect.poll(() => titlesOf(page)).toHaveLength(5);
    await page.context().close();
  });

  test('no page complained', () => {
    expect(studio.complaints).toEqual([]);
  });
});
