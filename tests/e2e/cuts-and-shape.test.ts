import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { face, selectedTitles, shot, titlesOf, waitForTitles } from './board.ts';
import { openBox, results } from './box.ts';
import { aColour, pasteFiles } from './drop.ts';
import { Studio } from './studio.ts';

describe('the shape of a film', { timeout: 60_000 }, () => {
  let studio: Studio;
  let page: Page;

  beforeAll(async () => {
    studio = await Studio.open();
    page = await studio.open('/');
  });
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]();
  });

  const countIn = (title: string) =>
    page.getByRole('button', { name: new RegExp(`^Шот\\s\\d+, ${title.replace(/[()]/g, '\\$&')}, `) });

  async function command(title: string): Promise<void> {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill(title);
    await page.getByRole('option', { name: title }).first().waitFor();
    await page.keyboard.press('Enter');
  }

  test('V52 V54: without the net an asset goes to another shot and back, and stays there when the net is back', async () => {
    await openBox(page, { name: 'Ночной рейс', shots: ['Крыша', 'Мост', 'Туман'] });
    await page.getByRole('heading', { name: /Дублей пока нет/ }).waitFor();
    const files = [1, 2].map(async (n) => ({
      name: `${n}.png`,
      type: 'image/png',
      content: await aColour(n),
    }));
    await expect.poll(async () => pasteFiles(page, await Promise.all(files))).toBe(true);
    await expect.poll(() => results(page).count(), { timeout: 20_000 }).toBe(2);

    await page.context().setOffline(true);
    const move = async () => {
      await results(page).first().click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Переместить в шот…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Переместить в шот…' });
      await dialog.getByRole('searchbox').fill('мост');
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'detached' });
      await expect.poll(() => results(page).count()).toBe(1);
    };
    await move();
    await page.getByRole('button', { name: 'Отменить', exact: true }).click();
    await expect.poll(() => results(page).count()).toBe(2);
    await move();
    await page.context().setOffline(false);
    await page
      .getByRole('link', { name: /^К раскадровке/ })
      .first()
      .click();
    await waitForTitles(page, ['Крыша', 'Мост', 'Туман']);
  });

  test('V55 V56 V57: a shot is copied whole, shots are merged and split, and each is one step back', async () => {
    await face(page, 'Крыша').click();
    await command('Дублировать с ассетами');
    await waitForTitles(page, ['Крыша', 'Крыша', 'Мост', 'Туман']);
    await expect.poll(() => selectedTitles(page)).toEqual(['Крыша']);
    await page.keyboard.press('Control+z');
    await waitForTitles(page, ['Крыша', 'Мост', 'Туман']);

    await face(page, 'Крыша').click();
    await face(page, 'Мост').click({ modifiers: ['Shift'] });
    await page.getByRole('button', { name: 'Объединить' }).click();
    await waitForTitles(page, ['Крыша + Мост', 'Туман']);
    await page.keyboard.press('Control+z');
    await waitForTitles(page, ['Крыша', 'Мост', 'Туман']);
    await page.keyboard.press('Control+Shift+z');
    await waitForTitles(page, ['Крыша + Мост', 'Туман']);

    await countIn('Крыша + Мост'.replace('+', '\\+')).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Разделить…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Разделить шот' });
    await expect.poll(() => dialog.getByRole('checkbox').count()).toBe(2);
    await dialog.getByRole('checkbox').first().check();
    await dialog.getByRole('button', { name: 'Разделить' }).click();
    await waitForTitles(page, ['Крыша + Мост', 'Крыша + Мост (2)', 'Туман']);
    await expect.poll(() => selectedTitles(page)).toEqual(['Крыша + Мост (2)']);
  });

  test('V40 V42 V45: a cut is kept, compared with the film of now, and brought back in one step', async () => {
    await command('Монтажи');
    const sheet = page.getByRole('dialog', { name: 'Монтажи' });
    await sheet.getByRole('button', { name: 'Сохранить монтаж' }).click();
    await sheet.getByText('Монтаж 1', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await face(page, 'Туман').focus();
    await page.keyboard.press('Control+Shift+ArrowLeft');
    await waitForTitles(page, ['Крыша + Мост', 'Туман', 'Крыша + Мост (2)']);
    await shot(page, 'Крыша + Мост').locator('.title').waitFor();
    await face(page, 'Крыша \\+ Мост').focus();
    await page.keyboard.press('Delete');
    await waitForTitles(page, ['Туман', 'Крыша + Мост (2)']);

    await command('Монтажи');
    await sheet.getByRole('button', { name: 'Сравнить: Монтаж 1' }).click();
    await sheet.getByText('Отличаются: 2').waitFor();
    await sheet.getByRole('button', { name: 'Вернуть этот' }).click();
    await waitForTitles(page, ['Крыша + Мост', 'Крыша + Мост (2)', 'Туман']);
    await page.getByRole('button', { name: 'Отменить', exact: true }).last().click();
    await waitForTitles(page, ['Туман', 'Крыша + Мост (2)']);
    expect(await titlesOf(page)).toHaveLength(2);
    expect(studio.complaints).toEqual([]);
  });
});
