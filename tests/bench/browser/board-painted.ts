import type { Page } from 'playwright-core';

declare global {
  interface Window {
    benchBoardPaintedMs?: number;
  }
}

const patienceMs = 20_000;

/** From now on every page of this tab notes when that many boxes stood on the screen, from the start of navigation. */
export async function watchBoard(page: Page, shotCount: number): Promise<void> {
  await page.addInitScript((count) => {
    const look = (): void => {
      if (document.querySelectorAll('[data-shot]').length < count) requestAnimationFrame(look);
      // One more frame: the boxes are in the document now and painted by then.
      else requestAnimationFrame(() => setTimeout(() => (window.benchBoardPaintedMs = performance.now())));
    };
    requestAnimationFrame(look);
  }, shotCount);
}

export async function boardPaintedMs(page: Page): Promise<number> {
  const painted = await page.waitForFunction(() => window.benchBoardPaintedMs, undefined, {
    timeout: patienceMs,
  });
  return Number(await painted.jsonValue());
}
