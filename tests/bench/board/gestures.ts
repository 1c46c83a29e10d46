import type { Page } from 'playwright-core';
import { percentile } from '../report/statistics.ts';

const longFrameMs = 50;
const dragSteps = 120;
const wheelSteps = 90;
const keyPresses = 60;
/** Quicker events than this the browser does not report. */
const unseenMs = 8;

declare global {
  interface Window {
    benchFrames?: { deltasMs: number[]; isOn: boolean };
    benchKeysMs?: number;
  }
}

/** Picks a shot up and draws circles over the board with it; answers with the share of long frames in per cent. */
export async function dragAround(page: Page): Promise<number | null> {
  const box = await page.locator('[data-face]').nth(8).boundingBox();
  if (!box) return null;
  const [x, y] = [box.x + box.width / 2, box.y + 40];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 12, y + 6, { steps: 3 });
  await page.evaluate(watchFrames);
  for (let step = 0; step < dragSteps; step += 1) {
    const angle = (step / dragSteps) * 6 * Math.PI;
    await page.mouse.move(720 + 560 * Math.cos(angle), 460 + 240 * Math.sin(angle));
  }
  const share = await shareOfLongFrames(page);
  await page.mouse.move(x, y);
  await page.mouse.up();
  return share;
}

/** Turns the wheel down to the end of the board and up again; answers like `dragAround`. */
export async function scrollThrough(page: Page): Promise<number | null> {
  await page.mouse.move(720, 500);
  const height = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  const stepPx = (2 * height) / wheelSteps;
  await page.evaluate(watchFrames);
  for (let step = 0; step < wheelSteps; step += 1) {
    await page.mouse.wheel(0, step < wheelSteps / 2 ? stepPx : -stepPx);
    await page.evaluate(() => new Promise((next) => requestAnimationFrame(next)));
  }
  return await shareOfLongFrames(page);
}

async function shareOfLongFrames(page: Page): Promise<number | null> {
  const deltasMs = await page.evaluate(() => {
    const frames = window.benchFrames;
    if (frames) frames.isOn = false;
    return frames?.deltasMs ?? [];
  });
  if (deltasMs.length === 0) return null;
  return (100 * deltasMs.filter((delta) => delta > longFrameMs).length) / deltasMs.length;
}

function watchFrames(): void {
  const frames: { deltasMs: number[]; isOn: boolean } = { deltasMs: [], isOn: true };
  window.benchFrames = frames;
  let before = performance.now();
  const note = (): void => {
    const now = performance.now();
    frames.deltasMs.push(now - before);
    before = now;
    if (frames.isOn) requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}

/** From the key to the next paint, as the browser's own Event Timing tells it. */
export async function pressKeys(page: Page, key: string): Promise<number | null> {
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('[data-face]')?.focus();
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries())
        if (name === 'keydown') window.benchKeysMs = Math.max(window.benchKeysMs ?? 0, duration);
      // Shorter ones are not worth an entry, and the type of this option is newer than the library of types.
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  const durationsMs: number[] = [];
  for (let press = 0; press < keyPresses; press += 1) {
    await page.evaluate(() => {
      window.benchKeysMs = undefined;
    });
    await page.keyboard.press(key);
    await page.evaluate(
      () =>
        new Promise<void>((resolve) =>
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 20))),
        ),
    );
    durationsMs.push((await page.evaluate(() => window.benchKeysMs)) ?? unseenMs);
  }
  return percentile(durationsMs, 98);
}
