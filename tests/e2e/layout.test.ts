import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeProblems } from './axe.ts';
import { addShots, createProject, waitForTitles } from './board.ts';
import { aColour, dropFiles, putFiles } from './drop.ts';
import { layoutDialog } from './layout-dialog.ts';
import { Studio } from './studio.ts';
import { line, PATIENCE_MS, panel } from './upload-panel.ts';

const NAMES = Array.from({ length: 24 }, (_, n) => `shot_${String(n + 1).padStart(2, '0')}.png`);
const OLD = ['Порт', 'Крыша', 'Двор'];

describe('files laid out into shots', { timeout: 120_000 }, () => {
  let studio: Studio;
  let folder: string;

  beforeAll(async () => {
    studio = await Studio.open();
    folder = await mkdtemp(join(tmpdir(), 'raskadr-layout-'));
  });
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  test('V134 V135: 24 files are shown with their shots before anything changes; the new ones are one step back, with their uploads', async () => {
    const pictures = await Promise.all(NAMES.map(async (name, n) => [name, await aColour(n)] as const));
    await putFiles(folder, Object.fromEntries(pictures));
    const page = await studio.open('/');
    await createProject(page, 'Раскладка');
    await addShots(page, OLD);
    // Nothing arrives: what is called off is still on the device.
    await page.route('**/api/uploads**', (route) => route.abort());
    const paths = NAMES.map((name) => join(folder, name));
    const drop = () => dropFiles(page, page.locator('header').first(), { paths, promise: /Отпустите/ });
    const dialog = layoutDialog(page);
    const choice = (name: string) =>
      dialog.getByLabel(`Куда: ${name}`).evaluate((it: HTMLSelectElement) => it.selectedOptions[0]?.text);

    await drop();
    await dialog.getByText('3 файла — в 3 шота · 21 файл — в 21 новый шот').waitFor();
    await expect.poll(() => choice('shot_02.png')).toBe('2 · Крыша');
    await expect.poll(() => choice('shot_24.png')).toMatch(/^Новый шот 24/);
    await expect
      .poll(() => dialog.locator('img[src^="blob:"]').count(), { timeout: PATIENCE_MS })
      .toBeGreaterThan(3);
    expect(await axeProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await waitForTitles(page, OLD);
    expect(await panel(page).count()).toBe(0);

    await drop();
    await dialog.getByRole('button', { name: 'Все в новые шоты' }).click();
    await dialog.getByText('24 файла — в 24 новых шота').waitFor();
    await dialog.getByRole('button', { name: 'По номерам и названиям' }).click();
    const picker = dialog.getByLabel('Куда: shot_24.png');
    await picker.focus();
    await picker.selectOption({ label: '3 · Двор' });
    await dialog.getByLabel('Куда: shot_23.png').focus();
    await dialog.getByLabel('Куда: shot_23.png').selectOption({ label: 'Не добавлять' });
    await dialog.getByText('4 файла — в 3 шота · 19 файлов — в 19 новых шотов · не добавляем: 1').waitFor();
    await dialog.getByRole('button', { name: 'Добавить 23 файла' }).click();
    await waitForTitles(page, [...OLD, ...NAMES.slice(3, 22).map((name) => name.replace('.png', ''))]);
    await expect.poll(() => panel(page).getByRole('listitem').count(), { timeout: PATIENCE_MS }).toBe(23);

    await page.locator('main').press('Control+z');
    await waitForTitles(page, OLD);
    await expect.poll(() => panel(page).getByRole('listitem').count(), { timeout: PATIENCE_MS }).toBe(4);
    await line(page, 'shot_24.png').waitFor();
    await page.context().close();
    expect(studio.complaints.splice(0)).toEqual([]);
  });
});
