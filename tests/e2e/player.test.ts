import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunnerProcess } from '../runner/runner-process.ts';
import { aFilmFile, type FilmShot } from './a-film-file.ts';
import { startRunner } from './box.ts';
import { aFilm, aPicture } from './some-media.ts';
import { Studio } from './studio.ts';

const WORK_MS = 60_000;

async function openBoxOf(page: Page, { name, shots }: { name: string; shots: FilmShot[] }): Promise<void> {
  const picking = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Загрузить из файла' }).click();
  const file = { mimeType: 'application/octet-stream', buffer: aFilmFile({ name, shots }) };
  await (await picking).setFiles({ name: `${name}.raskadr`, ...file });
  await page.getByRole('dialog').getByRole('button', { name: 'Загрузить' }).click();
  await page.waitForURL(/\/p\//);
  await page.locator('[data-face]').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/s\//);
}

const tiles = (page: Page) => page.locator('[data-entry]');

function films(page: Page): Promise<{ atS: number; paused: boolean }[]> {
  return page
    .locator('video')
    .evaluateAll((all) =>
      all.flatMap((one) =>
        one instanceof HTMLVideoElement ? [{ atS: one.currentTime, paused: one.paused }] : [],
      ),
    );
}

describe('films and pictures under the hands of a person', { timeout: 120_000 }, () => {
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

  test('V140–V157: a film is led by keys, held against another, gives a picture, and takes are culled', async () => {
    const page = await studio.open(
      '/',
      await studio.signedInDevice({ viewport: { width: 1440, height: 900 } }),
    );
    const film = await aFilm();
    const other = { ...(await aFilm({ hz: 500 })) };
    await openBoxOf(page, {
      name: 'Пульт',
      shots: [
        { title: 'Полёт', assets: [film, other, await aPicture(3), await aPicture(4)] },
        { title: 'После', assets: [] },
      ],
    });
    await expect.poll(() => tiles(page).count(), { timeout: WORK_MS }).toBe(4);

    // The large view of a film.
    await tiles(page)
      .filter({ has: page.locator('[data-kind="video"]') })
      .or(page.locator('[data-entry][data-kind="video"]'))
      .first()
      .locator('[data-face]')
      .focus();
    await page.keyboard.press('Enter');
    const large = page.getByRole('dialog');
    await large.locator('video').waitFor();
    await large.getByText('24 к/с').waitFor({ timeout: WORK_MS });
    const speed = large.locator('.speed');
    await page.keyboard.press('KeyK');
    await expect.poll(() => speed.textContent()).toContain('пауза');
    await page.keyboard.press('Home');
    const frame = large.locator('.frame');
    await expect.poll(() => frame.textContent()).toMatch(/кадр\s0$/);
    for (let n = 0; n < 5; n++) await page.keyboard.press('ArrowRight');
    await expect.poll(() => frame.textContent()).toMatch(/кадр\s5$/);
    await page.keyboard.down('KeyK');
    await page.keyboard.press('KeyL');
    await page.keyboard.press('KeyL');
    await page.keyboard.up('KeyK');
    await expect.poll(() => frame.textContent()).toMatch(/кадр\s7$/);
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => frame.textContent()).toMatch(/кадр\s31$/);
    await expect.poll(() => large.locator('.time').textContent()).toBe('00:00:01:07');
    for (const text of ['вперёд', '×2', '×4']) {
      await page.keyboard.press('KeyL');
      await expect.poll(() => speed.textContent()).toContain(text);
    }
    await page.keyboard.press('KeyK');
    await page.keyboard.press('End');
    await page.keyboard.press('KeyJ');
    await expect.poll(async () => (await films(page))[0]?.atS).toBeLessThan(2);
    await page.keyboard.press('KeyK');
    expect((await films(page))[0]?.paused).toBe(true);

    // Two held against each other.
    await page.keyboard.press('Backslash');
    const edge = page.getByRole('slider', { name: 'Граница шторки' });
    await edge.waitFor();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => edge.getAttribute('aria-valuenow')).toBe('45');
    const against = page.getByRole('combobox', { name: 'Сравнить с' });
    const names = await against.locator('option').allTextContents();
    await against.selectOption(names.findLast((name) => /Видео/.test(name)) ?? '');
    await against.blur();
    await expect.poll(async () => (await films(page)).length).toBe(2);
    await expect
      .poll(
        async () => {
          const [one, two] = await films(page);
          return one && two && !one.paused && one.atS > 1 && Math.abs(one.atS - two.atS) * 24 < 1;
        },
        { timeout: WORK_MS },
      )
      .toBe(true);
    await page.keyboard.press('Space');
    await expect.poll(async () => (await films(page)).map(({ paused }) => paused)).toEqual([true, true]);
    await page.keyboard.press('Period');
    await expect
      .poll(async () => {
        const [one, two] = await films(page);
        return one && two && Math.abs(one.atS - two.atS);
      })
      .toBeLessThan(0.001);
    await page.keyboard.press('Backquote');
    await page.keyboard.press('KeyB');
    await edge.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.locator('[data-compare]').waitFor({ state: 'detached' });
    await large.waitFor();

    // The last frame as a picture.
    await large.getByRole('button', { name: 'Взять кадр' }).click();
    await page.getByRole('menuitem', { name: 'Взять последний кадр' }).click();
    await large.getByRole('button', { name: 'Взять кадр' }).click();
    await page.getByRole('menuitem', { name: 'Последний кадр в следующий шот' }).click();
    await large.getByText('Кадр появится в шоте').waitFor();
    await page.keyboard.press('Escape');
    await large.waitFor({ state: 'detached' });
    expect(await films(page)).toEqual([]);
    await expect
      .poll(() => page.locator('[data-entry] img').count(), { timeout: WORK_MS })
      .toBeGreaterThan(4);

    // Culling by the keyboard alone.
    await page.keyboard.press('KeyC');
    const culling = page.locator('[data-culling]');
    await culling.getByText('осталось 5').waitFor();
    await page.keyboard.press('Home');
    for (const key of ['Digit4', 'KeyX', 'KeyP']) await page.keyboard.press(key);
    await culling.getByText('осталось 2').waitFor();
    await culling.getByText('4 из 5 ассетов').waitFor();
    await page.keyboard.press('KeyU');
    await culling.getByText('осталось 3').waitFor();
    await culling.getByText('3 из 5 ассетов').waitFor();
    await page.keyboard.press('KeyN');
    await page.keyboard.press('KeyN');
    await page.keyboard.press('KeyN');
    await expect.poll(() => culling.locator('li').count()).toBe(4);
    expect((await films(page)).length).toBeLessThanOrEqual(1);
    await page.keyboard.press('KeyG');
    await culling.getByText('осталось 4').waitFor({ timeout: WORK_MS });
    await page.keyboard.press('Escape');
    await culling.waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toMatch(/\/s\//);
    expect(await films(page)).toEqual([]);
    expect(studio.complaints).toEqual([]);
    await page.context().close();
  });
});
