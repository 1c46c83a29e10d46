import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunnerProcess } from '../runner/runner-process.ts';
import { waitForKeyboardAt } from './board.ts';
import { generate, openBox, results, startRunner, waitForPicture } from './box.ts';
import { isSound } from './sound.ts';
import { Studio } from './studio.ts';

const PROMPT = 'Крыша днём, объектив 85 мм, красный плащ';
const WORK_MS = 45_000;

describe('a smart edit', { timeout: 120_000 }, () => {
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

  test('V100: a remark becomes a difference, one hunk is refused, and the picture that comes of it has a family', async () => {
    const page = await studio.open(
      '/',
      await studio.signedInDevice({ viewport: { width: 1440, height: 900 } }),
    );
    await openBox(page, { name: 'Правка', shots: ['Крыша'] });
    await generate(page, PROMPT);
    await waitForPicture(page);
    const panel = inspector(page).getByRole('region', { name: 'Умная правка' });
    await panel.getByLabel('Что поправить?').fill('Сделай камеру 35 мм и замени день на вечер');
    await panel.getByLabel('Что поправить?').press('Control+Enter');

    const dialog = page.getByRole('dialog', { name: 'Умная правка' });
    await dialog.getByText(/Принято 2 из 2\sмест(?!а)/).waitFor({ timeout: WORK_MS });
    await isSound(page);
    const hunks = dialog.locator('[data-hunk]');
    await waitForKeyboardAt(hunks.first());
    await page.keyboard.press('ArrowRight');
    await waitForKeyboardAt(hunks.nth(1));
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Space');
    await dialog.getByText(/Принято 1 из 2\sмест(?!а)/).waitFor();
    await page.keyboard.press('KeyR');
    await dialog.getByText(/Принято 0 из 2\sмест(?!а)/).waitFor();
    expect(await resultOf(dialog)).toBe(PROMPT);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await expect.poll(() => resultOf(dialog)).toBe(PROMPT.replace('85', '35'));
    await expect
      .poll(() => dialog.getByLabel('Дать модели эту картинку как референс').isChecked())
      .toBe(true);
    await dialog.getByRole('button', { name: 'Принять и сгенерировать · бесплатно' }).click();
    await expect.poll(() => results(page).count(), { timeout: WORK_MS }).toBe(2);

    await inspector(page)
      .getByRole('textbox', { name: /^Промт этого/ })
      .waitFor();
    await panel.getByRole('button', { name: 'Родословная' }).click();
    const family = page.getByRole('list', { name: 'Родословная' });
    await family.getByText('Сделай камеру 35 мм и замени день на вечер').waitFor();
    const kin = family.locator('[data-kin]');
    await expect.poll(() => kin.count()).toBe(2);
    await kin.first().focus();
    await page.keyboard.press('ArrowDown');
    await waitForKeyboardAt(kin.nth(1));
    await isSound(page);
    expect(studio.complaints).toEqual([]);
    await page.context().close();
  });
});

function inspector(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Об ассете' });
}

/** The prompt as it will be, shown or folded away. */
function resultOf(dialog: Locator): Promise<string | null> {
  return dialog.locator('pre').textContent();
}
