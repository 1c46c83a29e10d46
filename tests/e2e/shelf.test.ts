import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunnerProcess } from '../runner/runner-process.ts';
import { generate, openBox, results, startRunner, waitForPicture } from './box.ts';
import { isSound } from './sound.ts';
import { Studio } from './studio.ts';

const PATIENCE = { timeout: 25_000, interval: 50 };

describe('the shelf', { timeout: 120_000 }, () => {
  let studio: Studio;
  let runner: RunnerProcess;

  beforeAll(async () => {
    studio = await Studio.open();
    runner = startRunner(studio);
  });
  afterAll(async () => {
    await runner?.[Symbol.asyncDispose]();
    await studio?.[Symbol.asyncDispose]();
  });

  test('V165, V170: a character is told to the model, the record keeps the words, and a change of it is named', async () => {
    const page = await studio.open(
      '/',
      await studio.signedInDevice({ viewport: { width: 1440, height: 900 } }),
    );
    await openBox(page, { name: 'Полка', shots: ['Крыша'] });

    await page.getByRole('button', { name: 'Добавить к промту с полки' }).click();
    await page.getByRole('button', { name: 'Открыть полку' }).click();
    const sheet = page.getByRole('dialog', { name: 'Полка' });
    await sheet.getByRole('button', { name: 'Добавить: персонаж' }).click();
    await page.keyboard.type('Аня');
    await sheet.getByLabel('Что сказать о нём в промте').fill('рыжая коса');
    await isSound(page);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Добавить к промту с полки' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Аня' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Готово' }).click();
    await page.getByText('К промту добавится').click();
    await page.getByText('Аня: рыжая коса').waitFor();
    await generate(page, 'Общий план');
    await waitForPicture(page);

    await results(page).locator('[data-face]').first().click();
    const words = page.getByRole('textbox', { name: 'Промт этого ассета' });
    await expect.poll(() => words.inputValue(), PATIENCE).toBe('Общий план\n\nАня: рыжая коса');
    expect(await page.locator('[data-stale]').count()).toBe(0);

    await page.getByRole('button', { name: 'Добавить к промту с полки' }).click();
    await page.getByRole('button', { name: 'Открыть полку' }).click();
    // The one that was open last is open still.
    await sheet.getByLabel('Что сказать о нём в промте').fill('рыжее каре');
    await page.keyboard.press('Escape');
    await page
      .locator('[data-inspected] [data-stale]')
      .getByText('изменилось после этого дубля: «Аня»')
      .waitFor();
    await results(page).locator('[data-stale]').first().waitFor();

    // Taken back, it is as it was when the take was made.
    await page.locator('h1').click();
    await page.keyboard.press('Control+z');
    await page.locator('[data-stale]').first().waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('[data-attached]').getByText('Аня').waitFor();
    expect(studio.complaints).toEqual([]);
    await page.context().close();
  });
});
