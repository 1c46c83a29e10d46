import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunnerProcess } from '../runner/runner-process.ts';
import { waitForKeyboardAt, waitForPhase } from './board.ts';
import {
  generate,
  inspector,
  openBox,
  promptField,
  results,
  setParameter,
  startRunner,
  waitForPicture,
} from './box.ts';
import { isSound } from './sound.ts';
import { readyForOffline, Studio } from './studio.ts';

const STRANGE = '<b>шапка</b> 👩‍🚀 שלום \u202eабв';

describe('the feed of a box and its inspector', { timeout: 120_000 }, () => {
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

  test('V64–V80: chosen by keyboard, marked, looked at, taken back, repeated; the draft is never written over unasked', async () => {
    const page = await studio.open(
      '/',
      await studio.signedInDevice({ viewport: { width: 1440, height: 900 } }),
    );
    await openBox(page, { name: 'Лента', shots: ['Крыша', 'Мост'] });
    const about = inspector(page);
    await setParameter(page, 'Сколько картинок', '3');
    await generate(page, STRANGE);
    await waitForPicture(page);
    await expect.poll(() => results(page).count()).toBe(3);

    // By keyboard alone: to the second tile, marks on it, several at once, and back.
    const faces = page.locator('[data-asset] [data-face]');
    await faces.first().click();
    await page.keyboard.press('ArrowRight');
    await waitForKeyboardAt(faces.nth(1));
    await page.keyboard.press('4');
    await about.getByRole('button', { name: 'Оценка 4 из 5', pressed: true }).waitFor();
    await page.keyboard.press('Shift+ArrowRight');
    await about.getByText('Выбрано: 2').waitFor();
    await page.keyboard.press('x');
    await about.getByRole('button', { name: 'Отклонить', pressed: true }).waitFor();
    await page.getByRole('button', { name: /^Без отклонённых/ }).click();
    await expect.poll(() => results(page).count()).toBe(1);
    await page.keyboard.press('Control+z');
    await expect.poll(() => results(page).count()).toBe(3);
    await page.keyboard.press('Control+z');
    await faces.nth(1).click();
    await about.getByRole('button', { name: 'Оценка 4 из 5', pressed: false }).waitFor();

    // All that is known of it, and nothing in it is a tag.
    expect(await about.getByRole('textbox', { name: 'Промт этого ассета' }).inputValue()).toBe(STRANGE);
    expect(await page.locator('b').count()).toBe(0);
    await about.getByText('модель выбрала сама').waitFor();
    await isSound(page);

    // Looking and repeating leave the draft alone; taking the prompt asks.
    await promptField(page).fill('Совсем другое');
    await about.getByRole('button', { name: /^С новым зерном/ }).click();
    await expect.poll(() => results(page).count(), { timeout: 45_000 }).toBe(6);
    expect(await promptField(page).inputValue()).toBe('Совсем другое');
    await about.getByRole('button', { name: 'Взять промт' }).click();
    const question = page.getByRole('dialog', { name: 'Заменить промт?' });
    await question.getByRole('button', { name: 'Оставить' }).click();
    expect(await promptField(page).inputValue()).toBe('Совсем другое');
    await about.getByRole('button', { name: 'Взять промт' }).click();
    await question.getByRole('button', { name: 'Заменить' }).click();
    await expect.poll(() => promptField(page).inputValue()).toBe(STRANGE);
    await page.getByRole('button', { name: 'Отменить', exact: true }).click();
    await expect.poll(() => promptField(page).inputValue()).toBe('Совсем другое');

    // The way through earlier prompts, and back to what was typed.
    await promptField(page).press('Alt+ArrowUp');
    await expect.poll(() => promptField(page).inputValue()).toBe(STRANGE);
    await promptField(page).press('Alt+ArrowDown');
    await expect.poll(() => promptField(page).inputValue()).toBe('Совсем другое');

    // A film is asked for in as many takes as wanted, with one press.
    await faces.first().click();
    await about.getByRole('button', { name: /^Оживить/ }).click();
    await page.getByRole('button', { name: 'На один дубль больше' }).click();
    await promptField(page).press('Control+Enter');
    await expect.poll(() => page.locator('[data-entry]').count()).toBe(8);
    await page.getByRole('link', { name: 'Шот 2. Мост' }).first().click();
    await page.getByRole('heading', { name: /Мост/ }).waitFor();
    expect(studio.complaints).toEqual([]);
    await page.context().close();
  });

  test('V81: a shot that is thrown away on another device says so, and its draft is kept', async () => {
    const page = await studio.open('/');
    const board = await openBox(page, { name: 'Гонка', shots: ['Порт', 'Мост'] });
    await promptField(page).fill('Порт ночью');
    await waitForPhase(page, 'saved');
    await readyForOffline(page);
    const other = await studio.open(board);
    await other.locator('[data-face]').first().focus();
    await other.keyboard.press('Delete');
    await page.getByText('Этого шота в раскадровке нет').waitFor();
    await other.keyboard.press('Control+z');
    await expect.poll(() => promptField(page).inputValue()).toBe('Порт ночью');
    await Promise.all([page.context().close(), other.context().close()]);
  });
});
