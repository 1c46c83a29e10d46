import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createProject,
  face,
  pasteText,
  selectedTitles,
  shot,
  waitForKeyboardAt,
  waitForTitles,
} from './board.ts';
import { problemsOf } from './page-problems.ts';
import { Studio } from './studio.ts';

const SIX = ['А', 'Б', 'В', 'Г', 'Д', 'Е'];

describe('a day at the storyboard', { timeout: 60_000 }, () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await Studio.open();
  });
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]();
  });

  /** Through the empty board, by the list that a person pastes there. */
  async function aBoard(titles: string[]): Promise<Page> {
    const page = await studio.open('/');
    await createProject(page, 'Ночной рейс');
    await page.getByRole('textbox', { name: /^Вставьте список шотов/ }).fill(titles.join('\n'));
    await page.getByRole('button', { name: /^Создать/ }).click();
    await waitForTitles(
      page,
      titles.map((title) => title.replace(/ — .*$/, '')),
    );
    await page.keyboard.press('Escape');
    await expect.poll(() => selectedTitles(page)).toEqual([]);
    return page;
  }

  test('a pasted list becomes shots with their seconds, on an empty board and in the midst of a full one', async () => {
    const page = await aBoard(['Город — 4 с', 'Мост']);
    await page.getByText('Фильм: 4 с').waitFor();
    await face(page, 'Город').focus();
    await pasteText(page, '1. Дождь (2,5 с)\n\n• Окно');
    await waitForTitles(page, ['Город', 'Дождь', 'Окно', 'Мост']);
    await page.getByText('Фильм: 6,5 с').waitFor();
    await expect.poll(() => selectedTitles(page)).toEqual(['Дождь', 'Окно']);
    await page.getByRole('button', { name: 'Отменить', exact: true }).click();
    await waitForTitles(page, ['Город', 'Мост']);
    await page.context().close();
  });

  test('shots are chosen by click, range, one by one and all, and let go by Escape', async () => {
    const page = await aBoard(SIX);
    await face(page, 'Б').click();
    await face(page, 'Г').click({ modifiers: ['Shift'] });
    await expect.poll(() => selectedTitles(page)).toEqual(['Б', 'В', 'Г']);
    await face(page, 'В').click({ modifiers: ['Control'] });
    await face(page, 'Е').click({ modifiers: ['Control'] });
    await expect.poll(() => selectedTitles(page)).toEqual(['Б', 'Г', 'Е']);
    await page.keyboard.press('Control+a');
    await expect.poll(() => selectedTitles(page)).toEqual(SIX);
    await page.keyboard.press('Escape');
    await expect.poll(() => selectedTitles(page)).toEqual([]);
    await page.context().close();
  });

  test('every act on many shots is one step back', async () => {
    const page = await aBoard(SIX);
    const bar = page.getByRole('toolbar', { name: 'Действия с выбранными шотами' });
    const count = (state: string, n: number) =>
      page.getByRole('button', { name: new RegExp(`^${state}\\s*${n}$`) }).waitFor();
    await face(page, 'Б').click();
    await face(page, 'Г').click({ modifiers: ['Shift'] });

    await bar.getByRole('button', { name: 'Готово' }).click();
    await count('Готово', 3);
    await page.keyboard.press('Control+z');
    await count('Готово', 0);

    await bar.getByRole('button', { name: 'Длительность' }).click();
    await page.getByLabel('Секунды').fill('1:05');
    await page.keyboard.press('Enter');
    await page.getByText('Фильм: 3 мин 15 с').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByText(/^Фильм:/).waitFor({ state: 'detached' });

    await bar.getByRole('button', { name: 'На место' }).click();
    await page.getByLabel('Место первого из выбранных, от 1 до 4').fill('4');
    await page.keyboard.press('Enter');
    await waitForTitles(page, ['А', 'Д', 'Е', 'Б', 'В', 'Г']);
    await page.keyboard.press('Control+z');
    await waitForTitles(page, SIX);

    await bar.getByRole('button', { name: 'Дублировать' }).click();
    await waitForTitles(page, ['А', 'Б', 'В', 'Г', 'Б', 'В', 'Г', 'Д', 'Е']);
    await page.keyboard.press('Control+z');
    await waitForTitles(page, SIX);
    await page.keyboard.press('Control+Shift+z');
    await waitForTitles(page, ['А', 'Б', 'В', 'Г', 'Б', 'В', 'Г', 'Д', 'Е']);
    await page.keyboard.press('Control+z');

    await face(page, 'А').click();
    await face(page, 'Д').click({ modifiers: ['Control'] });
    await bar.getByRole('button', { name: 'В корзину' }).click();
    await waitForTitles(page, ['Б', 'В', 'Г', 'Е']);
    await bar.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await waitForTitles(page, SIX);
    await page.context().close();
  });

  test('a step of undo takes back the own edit and leaves what others did meanwhile', async () => {
    const page = await aBoard(SIX);
    const other = await studio.open(new URL(page.url()).pathname);
    await waitForTitles(other, SIX);
    await face(page, 'А').focus();
    await page.keyboard.press('Control+Shift+ArrowRight');
    await waitForTitles(other, ['Б', 'А', 'В', 'Г', 'Д', 'Е']);
    await face(other, 'Е').focus();
    await other.keyboard.press('Delete');
    await waitForTitles(page, ['Б', 'А', 'В', 'Г', 'Д']);
    await page.keyboard.press('Control+z');
    await waitForTitles(page, ['А', 'Б', 'В', 'Г', 'Д']);
    await waitForTitles(other, ['А', 'Б', 'В', 'Г', 'Д']);
    await page.getByText('Отменено: перемещение').waitFor({ state: 'attached' });
    await page.context().close();
    await other.context().close();
  });

  test('a frame drawn on empty space chooses what it touches', async () => {
    const page = await aBoard(SIX.slice(0, 5));
    const first = await shot(page, 'А').boundingBox();
    const third = await shot(page, 'В').boundingBox();
    if (!first || !third) throw new Error('no boxes');
    await page.mouse.move(third.x + third.width / 2, third.y + third.height + 120);
    await page.mouse.down();
    await page.mouse.move(third.x, third.y + third.height, { steps: 4 });
    await page.mouse.move(first.x + first.width / 2, first.y + first.height / 2, { steps: 4 });
    await expect.poll(() => selectedTitles(page)).toEqual(['А', 'Б', 'В']);
    await page.mouse.up();
    await expect.poll(() => selectedTitles(page)).toEqual(['А', 'Б', 'В']);
    await page.mouse.click(third.x + third.width / 2, third.y + third.height + 120);
    await expect.poll(() => selectedTitles(page)).toEqual([]);
    await page.context().close();
  });

  test('one of the chosen shots is dragged and all of them go, with a bar where they would land', async () => {
    const page = await aBoard(SIX);
    await face(page, 'Г').click();
    await face(page, 'Е').click({ modifiers: ['Shift'] });
    const target = await shot(page, 'А').boundingBox();
    const from = await shot(page, 'Д').boundingBox();
    if (!target || !from) throw new Error('no boxes');
    await page.mouse.move(from.x + from.width / 2, from.y + 40);
    await page.mouse.down();
    await page.mouse.move(from.x + from.width / 2 - 20, from.y + 44, { steps: 3 });
    // A browser tells of a drag once per frame, and only while the pointer moves.
    await expect
      .poll(async () => {
        await page.mouse.move(target.x + target.width - 30, target.y + 40);
        await page.mouse.move(target.x + target.width - 34, target.y + 44);
        return page.locator('[data-shot].after .title').allTextContents();
      })
      .toEqual(['А']);
    await expect
      .poll(() => page.locator('[data-shot].lifted .title').allTextContents())
      .toEqual(['Г', 'Д', 'Е']);
    await page.mouse.up();
    await waitForTitles(page, ['А', 'Г', 'Д', 'Е', 'Б', 'В']);
    await expect.poll(() => page.locator('[data-shot].after').count()).toBe(0);
    await page.keyboard.press('Control+z');
    await waitForTitles(page, SIX);
    await page.context().close();
  });

  test('the whole work is done by keys alone', async () => {
    const page = await aBoard(SIX);
    const { keyboard } = page;
    await keyboard.press('Slash');
    await keyboard.press('ArrowDown');
    await keyboard.press('Control+Home');
    await waitForKeyboardAt(face(page, 'А'));
    await keyboard.press('ArrowRight');
    await keyboard.press('Shift+ArrowRight');
    await expect.poll(() => selectedTitles(page)).toEqual(['Б', 'В']);
    await keyboard.press('3');
    await page.getByRole('button', { name: /^Готово\s*2$/ }).waitFor();
    await keyboard.press('m');
    await keyboard.press('End');
    await page.getByText('2 шота: места 5–6 из 6').waitFor({ state: 'attached' });
    await waitForTitles(page, ['А', 'Г', 'Д', 'Е', 'Б', 'В']);
    await keyboard.press('Escape');
    await waitForTitles(page, SIX);
    await keyboard.press('m');
    await keyboard.press('ArrowLeft');
    await keyboard.press('Enter');
    await waitForTitles(page, ['Б', 'В', 'А', 'Г', 'Д', 'Е']);
    await keyboard.press('Escape');
    await keyboard.press('d');
    await waitForTitles(page, ['Б', 'В', 'В', 'А', 'Г', 'Д', 'Е']);
    await keyboard.press('Escape');
    await keyboard.press('t');
    await page.getByRole('textbox', { name: /^Длительность шота/ }).fill('4');
    await keyboard.press('Enter');
    await page.getByText('Фильм: 4 с').waitFor();
    await keyboard.press('Delete');
    await waitForTitles(page, ['Б', 'В', 'А', 'Г', 'Д', 'Е']);
    await keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'В работе' }).press('Enter');
    await page.getByRole('button', { name: /^В работе\s*1$/ }).waitFor();
    await keyboard.press('n');
    await page.getByRole('textbox', { name: /^Название шота/ }).fill('Новый');
    await keyboard.press('Enter');
    await waitForKeyboardAt(face(page, 'Новый'));
    await page.context().close();
  });

  test('search and states show a part; a move under a filter goes by real places', async () => {
    const page = await aBoard(SIX);
    await face(page, 'Б').focus();
    await page.keyboard.press('3');
    await face(page, 'Д').focus();
    await page.keyboard.press('3');
    const ready = page.getByRole('button', { name: /^Готово\s*2$/ });
    await ready.click();
    await expect.poll(() => ready.getAttribute('aria-pressed')).toBe('true');
    await waitForTitles(page, ['Б', 'Д']);
    await expect.poll(() => page.locator('[data-shot] .number').allTextContents()).toEqual(['2', '5']);
    await face(page, 'Д').focus();
    await page.keyboard.press('Control+Shift+ArrowLeft');
    await waitForTitles(page, ['Д', 'Б']);
    await ready.click();
    await waitForTitles(page, ['А', 'Д', 'Б', 'В', 'Г', 'Е']);

    const search = page.getByRole('searchbox');
    await search.fill('2-3, 6');
    await waitForTitles(page, ['Д', 'Б', 'Е']);
    await search.fill('нет такого');
    await page.getByRole('button', { name: 'Показать все шоты' }).click();
    await waitForTitles(page, ['А', 'Д', 'Б', 'В', 'Г', 'Е']);
    await page.context().close();
  });

  test('the size of the shots is kept for the project on this device', async () => {
    const page = await aBoard(['Короткий — 3 с', 'Длинный — 9 с']);
    await page.getByRole('slider', { name: 'Размер шотов' }).fill('0');
    await page.reload();
    await waitForTitles(page, ['Короткий', 'Длинный']);
    const widths = await page.locator('[data-shot]').evaluateAll((all) => all.map((it) => it.clientWidth));
    expect(widths[1]).toBe(3 * (widths[0] ?? 0));
    await page.keyboard.press('Equal');
    await page.keyboard.press('v');
    await page.reload();
    await page.locator('.grid.from-above').waitFor();
    await page.context().close();
  });

  test('titles of ten thousand characters, with tags, and from right to left stay texts', async () => {
    const long = 'Я'.repeat(10_000);
    const tags = '<img src=x onerror=alert(1)><script>alert(2)</script>';
    const page = await aBoard(['Первый', 'Второй', 'Третий']);
    page.on('dialog', () => {
      throw new Error('a title was run');
    });
    for (const [old, next] of [
      ['Первый', long],
      ['Второй', tags],
      ['Третий', 'مشهد الليل'],
    ] as const) {
      await face(page, old).focus();
      await page.keyboard.press('F2');
      // The field itself takes no more than the limit; a program that types past it meets the limit of the document.
      await page.getByRole('textbox', { name: /^Название шота/ }).evaluate((field, text) => {
        if (!(field instanceof HTMLInputElement)) throw new Error('no field');
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }, next);
      await page.keyboard.press('Enter');
    }
    await waitForTitles(page, [long.slice(0, 1000), tags, 'مشهد الليل']);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 });
      expect((await problemsOf(page)).filter((problem) => problem.includes('wider'))).toEqual([]);
    }
    await page.context().close();
  });

  test('a device whose clock is a day behind still throws away last', async () => {
    const page = await aBoard(SIX);
    const behind = await studio.signedInDevice();
    await behind.addInitScript(() => {
      const { now } = Date;
      Date.now = () => now() - 24 * 60 * 60 * 1000;
    });
    const late = await studio.open(new URL(page.url()).pathname, behind);
    await waitForTitles(late, SIX);
    await face(page, 'А').focus();
    await page.keyboard.press('Delete');
    await waitForTitles(late, SIX.slice(1));
    await face(late, 'Б').focus();
    await late.keyboard.press('Delete');
    await waitForTitles(page, SIX.slice(2));
    for (const side of [page, late]) {
      await side.getByRole('button', { name: 'Корзина (2)' }).click();
      const sheet = side.getByRole('dialog');
      await sheet.getByRole('checkbox').first().waitFor();
      await expect.poll(() => sheet.locator('.title').allTextContents()).toEqual(['Б', 'А']);
    }
    await page.getByRole('button', { name: 'Восстановить все (2)' }).click();
    await waitForTitles(page, SIX);
    await page.context().close();
    await behind.close();
  });

  test('no page complained', () => {
    expect(studio.complaints).toEqual([]);
  });
});
