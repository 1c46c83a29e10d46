import type { BrowserContext, Page } from 'playwright-core';
import type { Bench } from '../bench.ts';
import { boardPaintedMs, watchBoard } from '../browser/board-painted.ts';
import { openChromium } from '../browser/chromium.ts';
import { type Board, needBuiltPage, seedBoard, signIn } from '../browser/seeded-board.ts';
import { atMost } from '../report/goal.ts';
import { median } from '../report/statistics.ts';
import type { RunningSystem } from '../servers/system.ts';
import { type Figures, measureFleet, rowsOf } from './measure.ts';

const usualReloads = 5;

export const boardFromDevice: Bench = {
  id: 'B6',
  title: 'PWA без сервера: из IndexedDB на экран, Chromium',
  async run(context) {
    needBuiltPage();
    const onlyOurs = { ...context, systems: context.systems.filter(({ key }) => key === 'ours') };
    const measured = await measureFleet(
      onlyOurs,
      (system) => measureBoards(system, context.quick ? 3 : usualReloads),
      1,
    );
    return rowsOf('B6', measured, [
      { name: 'small', figure: 'доска из 150 шотов', unit: 'мс', goal: atMost(500) },
      { name: 'large', figure: 'доска из 1000 шотов', unit: 'мс', goal: atMost(800) },
    ]);
  },
};

async function measureBoards(system: RunningSystem, reloads: number): Promise<Figures> {
  const small = await seedBoard(system, 150);
  const large = await seedBoard(system, 1000);
  await using browser = await openChromium();
  const context = await browser.newContext();
  await signIn(context, system);
  const pages = { small: await firstVisit(context, small), large: await firstVisit(context, large) };
  await system.process.kill();
  return { small: await reloadedMs(pages.small, reloads), large: await reloadedMs(pages.large, reloads) };
}

/** Online, until the service worker holds the page and the board has come. */
async function firstVisit(context: BrowserContext, { url, shotCount }: Board): Promise<Page> {
  const page = await context.newPage();
  await watchBoard(page, shotCount);
  await page.goto(url);
  await boardPaintedMs(page);
  await page.evaluate(async () => await navigator.serviceWorker.ready);
  await page.reload();
  await boardPaintedMs(page);
  await page.waitForTimeout(1_000);
  return page;
}

async function reloadedMs(page: Page, reloads: number): Promise<number | null> {
  const paintedMs: number[] = [];
  for (let reload = 0; reload < reloads; reload += 1) {
    await page.bringToFront();
    await page.reload();
    paintedMs.push(await boardPaintedMs(page));
  }
  return median(paintedMs);
}
