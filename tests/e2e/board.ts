import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

const PATIENCE_MS = 25_000;

/** A new project, opened; answers with its address. */
export async function createProject(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name: 'Новый проект' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Название').fill(name);
  await dialog.getByRole('button', { name: 'Создать' }).click();
  await page.waitForURL(/\/p\//);
  await page.getByRole('button', { name: `Проект «${name}». Переименовать` }).waitFor();
  return new URL(page.url()).pathname;
}

/** Adds shots at the end of the list, the way a person does: a button, a title, Enter. */
export async function addShots(page: Page, titles: string[]): Promise<void> {
  for (const title of titles) {
    await page
      .getByRole('button', { name: 'Добавить шот' })
      .or(page.getByRole('button', { name: 'Добавить первый шот' }))
      .first()
      .click();
    const field = page.getByRole('textbox', { name: /^Название шота/ });
    await field.fill(title);
    await field.press('Enter');
    await field.waitFor({ state: 'detached' });
  }
}

export function shot(page: Page, title: string) {
  return page
    .locator('[data-shot]')
    .filter({ has: page.locator('.title').getByText(title, { exact: true }) });
}

/** The part of a shot that takes the keyboard. */
export function face(page: Page, title: string) {
  return page.getByRole('button', { name: new RegExp(`^Шот\\s\\d+, ${title}, `) });
}

/** By text content: what is far off the screen is not laid out and has no inner text. */
export function titlesOf(page: Page): Promise<string[]> {
  return page.locator('[data-shot] .title').allTextContents();
}

export function selectedTitles(page: Page): Promise<string[]> {
  return page.locator('[data-shot].selected .title').allTextContents();
}

/** As if the person had pressed Ctrl+V with this text in the clipboard, wherever the keyboard is. */
export function pasteText(page: Page, text: string): Promise<void> {
  return page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

export async function waitForTitles(page: Page, titles: string[]): Promise<void> {
  await expect.poll(() => titlesOf(page), { timeout: PATIENCE_MS, interval: 50 }).toEqual(titles);
}

export async function waitForCount(page: Page, count: number): Promise<void> {
  await expect
    .poll(() => page.locator('[data-shot]').count(), { timeout: PATIENCE_MS, interval: 50 })
    .toBe(count);
}

export type Phase = 'saved' | 'saving' | 'offline' | 'connecting' | 'signed_out' | 'trouble';

export async function waitForPhase(page: Page, phase: Phase): Promise<void> {
  await page.locator(`[data-phase="${phase}"]`).waitFor({ timeout: PATIENCE_MS });
}

export async function waitForKeyboardAt(element: Locator): Promise<void> {
  await expect
    .poll(() => element.evaluate((it) => it === document.activeElement), { timeout: PATIENCE_MS })
    .toBe(true);
}
