import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { RunnerProcess } from '../runner/runner-process.ts';
import { addShots, createProject, face } from './board.ts';
import type { Studio } from './studio.ts';

/** The first picture takes a runner that has only just started its time. */
const WORK_MS = 45_000;

/** The runner that `npm start` has beside the server. */
export function startRunner({ server }: Studio): RunnerProcess {
  return new RunnerProcess({
    serverUrl: server.url,
    tokenFile: join(server.dataDir, 'runner-token'),
    dataDir: join(server.dataDir, 'runner'),
  });
}

/** A new project with these shots, and the box of the first of them, opened by keyboard. */
export async function openBox(
  page: Page,
  { name, shots }: { name: string; shots: string[] },
): Promise<string> {
  const path = await createProject(page, name);
  await addShots(page, shots);
  await face(page, shots[0] ?? '').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/s\//);
  return path;
}

export function promptField(page: Page): Locator {
  return page.getByRole('textbox', { name: /^(Промт|Движение|Текст)$/ });
}

/** Types a prompt and starts it by keyboard. */
export async function generate(page: Page, prompt: string): Promise<void> {
  // The price stands on the button once the model is known.
  await page.getByRole('button', { name: /^Сгенерировать · / }).waitFor();
  await promptField(page).fill(prompt);
  await page.keyboard.press('Control+Enter');
}

export async function setParameter(page: Page, name: string, value: string): Promise<void> {
  const advanced = page.getByText('Ещё параметры');
  await advanced.waitFor();
  if (await page.locator('details:not([open])').count()) await advanced.click();
  const field = page.getByLabel(name, { exact: true });
  if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption(value);
  else {
    await field.fill(value);
    await field.blur();
  }
}

export function results(page: Page): Locator {
  return page.locator('[data-asset]');
}

/** Where all that is known of the chosen asset or take stands, on a wide page. */
export function inspector(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Об ассете' });
}

/** The tile of a take that has no results, found by its prompt. */
export function takeTile(page: Page, prompt: string): Locator {
  return page.locator('[data-take]').filter({ hasText: prompt }).getByRole('button').first();
}

/** Pictures of results that the browser has really drawn. */
export async function waitForPicture(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll<HTMLImageElement>('[data-asset] img')].some(
        (image) => image.naturalWidth > 0,
      ),
    undefined,
    { timeout: WORK_MS },
  );
}

export async function waitForVideo(page: Page): Promise<void> {
  await page.locator('[data-asset][data-kind="video"]').first().waitFor({ timeout: WORK_MS });
}
