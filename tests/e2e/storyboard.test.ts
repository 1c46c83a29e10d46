import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addShots,
  createProject,
  face,
  shot,
  waitForKeyboardAt,
  waitForPhase,
  waitForTitles,
} from './board.ts';
import { seedProject } from './seed.ts';
import { Studio } from './studio.ts';

describe('the storyboard in a browser', { timeout: 60_000 }, () => {
  let studio: Studio;
  let page: Page;

  beforeAll(async () => {
    studio = await Studio.open();
  });
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]();
  });

  async function aBoard(titles: string[]): Promise<Page> {
    page = await studio.open('/');
    await createProject(page, 'Ночной рейс');
    await addShots(page, titles);
    return page;
  }

  test('shots are added, named, counted and change their state by key and by click', async () => {
    await aBoard(['Город', 'Мост']);
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'Название шота 2' }).fill('Мост ночью');
    await page.keyboard.press('Enter');
    await waitForTitles(page, ['Город', 'Мост ночью']);

    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'Название шота 2' }).fill('передумала');
    await page.keyboard.press('Escape');
    await waitForTitles(page, ['Город', 'Мост ночью']);

    await page.keyboard.press('3');
    await shot(page, 'Мост ночью').getByRole('button', { name: 'состояние: Готово' }).waitFor();
    await shot(page, 'Город').getByRole('button', { name: 'состояние: Ожидание' }).click();
    await shot(page, 'Город').getByRole('button', { name: 'состояние: В работе' }).waitFor();
    await page.getByRole('button', { name: /^Готово\s*1$/ }).waitFor();
    await page.getByRole('button', { name: /^В работе\s*1$/ }).waitFor();
    await waitForPhase(page, 'saved');
    await page.context().close();
  });

  test('N adds after the chosen shot and an empty title is allowed', async () => {
    await aBoard(['Первый', 'Второй']);
    await face(page, 'Первый').click();
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: 'Название шота 2' }).press('Enter');
    await waitForTitles(page, ['Первый', 'Без названия', 'Второй']);
    await page.context().close();
  });

  test('a shot is moved by keyboard: picked up, put back, put down, and at once', async () => {
    await aBoard(['А', 'Б', 'В', 'Г']);
    await face(page, 'Г').focus();
    await page.keyboard.press('m');
    await page.keyboard.press('ArrowLeft');
    await waitForTitles(page, ['А', 'Б', 'Г', 'В']);
    await page.getByText('Шот 4: место 3 из 4').waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    await waitForTitles(page, ['А', 'Б', 'В', 'Г']);

    await page.keyboard.press('m');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await waitForTitles(page, ['Г', 'А', 'Б', 'В']);

    await page.keyboard.press('Control+Shift+ArrowRight');
    await waitForTitles(page, ['А', 'Г', 'Б', 'В']);
    await waitForKeyboardAt(face(page, 'Г'));

    await page.keyboard.press('Control+z');
    await waitForTitles(page, ['Г', 'А', 'Б', 'В']);
    await page.keyboard.press('Control+z');
    await waitForTitles(page, ['А', 'Б', 'В', 'Г']);
    await page.keyboard.press('Control+Shift+z');
    await waitForTitles(page, ['Г', 'А', 'Б', 'В']);
    await page.context().close();
  });

  test('a shot is moved by pointer, and without dragging from its menu', async () => {
    await aBoard(['А', 'Б', 'В', 'Г']);
    const target = await shot(page, 'А').boundingBox();
    await shot(page, 'В').dragTo(shot(page, 'А'), {
      targetPosition: { x: 12, y: (target?.height ?? 80) / 2 },
    });
    await waitForTitles(page, ['В', 'А', 'Б', 'Г']);

    await shot(page, 'В').getByRole('button', { name: 'действия' }).click();
    await page.getByRole('menuitem', { name: 'Переместить на место' }).click();
    await page.getByLabel('Место, от 1 до 4').fill('4');
    await page.getByRole('button', { name: 'Переместить', exact: true }).click();
    await waitForTitles(page, ['А', 'Б', 'Г', 'В']);
    await waitForKeyboardAt(face(page, 'В'));
    await page.context().close();
  });

  test('the trash gives a shot back: from the message, from the sheet and by undo', async () => {
    await aBoard(['А', 'Б', 'В']);
    await face(page, 'Б').focus();
    await page.keyboard.press('Delete');
    await waitForTitles(page, ['А', 'В']);
    await page.getByRole('button', { name: 'Отменить', exact: true }).click();
    await waitForTitles(page, ['А', 'Б', 'В']);

    await face(page, 'А').focus();
    await page.keyboard.press('Delete');
    await waitForTitles(page, ['Б', 'В']);
    await page.keyboard.press('Control+z');
    await waitForTitles(page, ['А', 'Б', 'В']);

    await shot(page, 'В').getByRole('button', { name: 'действия' }).click();
    await page.getByRole('menuitem', { name: 'В корзину' }).click();
    await waitForTitles(page, ['А', 'Б']);
    await page.getByRole('button', { name: 'Корзина (1)' }).click();
    await page.getByRole('button', { name: 'Восстановить шот «В»' }).click();
    await waitForTitles(page, ['А', 'Б', 'В']);
    await page.context().close();
  });

  test('a second device sees edits while they are made', async () => {
    await aBoard(['А', 'Б']);
    const other = await studio.open(new URL(page.url()).pathname);
    await waitForTitles(other, ['А', 'Б']);
    await addShots(other, ['В']);
    await waitForTitles(page, ['А', 'Б', 'В']);
    await face(page, 'В').focus();
    await page.keyboard.press('Control+Shift+ArrowLeft');
    await waitForTitles(other, ['А', 'В', 'Б']);

    await page.getByRole('button', { name: 'Проект «Ночной рейс». Переименовать' }).click();
    await page.getByLabel('Название проекта').fill('Дневной рейс');
    await page.keyboard.press('Enter');
    await other.getByRole('button', { name: 'Проект «Дневной рейс». Переименовать' }).waitFor();
    await other.getByRole('link', { name: 'К проектам' }).click();
    await other.getByRole('link', { name: /Дневной рейс\s*3 шота/ }).waitFor();
    await page.context().close();
    await other.context().close();
  });

  test('a thousand shots stay usable by keyboard', async () => {
    const { path, titles } = await seedProject(studio, { name: 'Тысяча', shots: 1000 });
    page = await studio.open(path);
    await waitForTitles(page, titles);
    await face(page, 'Шот из запаса 1').focus();
    await page.keyboard.press('Control+End');
    await waitForKeyboardAt(face(page, 'Шот из запаса 1000'));
    await page.keyboard.press('Control+Shift+ArrowLeft');
    await waitForTitles(page, [...titles.slice(0, 998), 'Шот из запаса 1000', 'Шот из запаса 999']);
    await page.keyboard.press('m');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await waitForTitles(page, ['Шот из запаса 1000', ...titles.slice(0, 999)]);
    await waitForKeyboardAt(face(page, 'Шот из запаса 1000'));
    await page.context().close();
  });

  test('no page complained', () => {
    expect(studio.complaints).toEqual([]);
  });
});
