import type { BrowserContext, Page } from 'playwright-core';
import { startRunner } from '../../e2e/box.ts';
import { readyForOffline, Studio } from '../../e2e/studio.ts';
import { UpdateProxy } from '../../e2e/update-proxy.ts';
import type { Bench } from '../bench.ts';
import { needBuiltPage } from '../browser/seeded-board.ts';
import { atMost, exactly } from '../report/goal.ts';
import type { Row } from '../report/row.ts';
import { barePage } from './bare-page.ts';
import { fillBoard } from './filled-board.ts';
import { dragAround, scrollThrough } from './gestures.ts';

const usualCount = 150;
const quickCount = 30;
const firstVisitMaxMb = 2.5;
const window = { width: 1440, height: 900 };
const runnerPatienceMs = 20 * 60_000;
const drawPatienceMs = 60_000;

/** What a board of real pictures asks of the net and of the eye. */
export const realPictures: Bench = {
  id: 'S2',
  title: 'раскадровка из 150 настоящих картинок 2K: сеть и плавность',
  async run({ quick }) {
    needBuiltPage();
    const count = quick ? quickCount : usualCount;
    await using studio = await Studio.open();
    await using _runner = startRunner(studio);
    const path = await fillBoard(studio, count);
    await waitForForms(studio, { path, count });

    const proxy = await UpdateProxy.before(studio.url);
    const context = await studio.signedInDevice({ viewport: window });
    const page = await openBoard(context, `${proxy.url}${path}`);
    await readyForOffline(page);
    await drawAll(page, count);
    await waitForPinned(page, count);
    const first = sumBytes(proxy.media.splice(0));
    const drag = await dragAround(page);
    const scroll = await scrollThrough(page);
    await page.close();
    const bare = await context.newPage();
    await bare.setContent(barePage(count));
    const bareDrag = await dragAround(bare);
    const bareScroll = await scrollThrough(bare);
    await bare.close();

    const second = await openBoard(context, `${proxy.url}${path}`);
    await drawAll(second, count);
    const again = sumBytes(proxy.media.splice(0));

    await proxy[Symbol.asyncDispose]();
    // What is pinned has to do without what the browser keeps by itself.
    const devtools = await context.newCDPSession(second);
    await devtools.send('Network.clearBrowserCache');
    await second.reload();
    const offline = await drawAll(second, count);
    await context.close();

    const row = (figure: string, rest: Pick<Row, 'unit' | 'goal'>, ours: number | null): Row => ({
      ...{ bench: 'S2', figure, ...rest, values: { ours } },
    });
    return [
      row(
        `картинки при первом визите, ${count} шотов`,
        { unit: 'МБ', goal: atMost((firstVisitMaxMb * count) / usualCount) },
        first / 1e6,
      ),
      row('картинки при втором визите', { unit: 'КБ', goal: exactly(0) }, again / 1000),
      row('обложек без сервера', { unit: 'шт', goal: exactly(count) }, offline),
      row('кадры дольше 50 мс при перетаскивании', { unit: '%', goal: atMost(1) }, drag),
      row('то же при перетаскивании, голая страница', { unit: '%' }, bareDrag),
      row('кадры дольше 50 мс при прокрутке', { unit: '%', goal: atMost(1) }, scroll),
      row('то же при прокрутке, голая страница', { unit: '%' }, bareScroll),
    ];
  },
};

async function openBoard(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** The runner is done: every shot has its small picture. */
async function waitForForms(studio: Studio, { path, count }: { path: string; count: number }): Promise<void> {
  const page = await studio.open(path);
  await page.waitForFunction(
    (wanted) => document.querySelectorAll('[data-shot] img[src$="/w320"]').length >= wanted,
    count,
    { timeout: runnerPatienceMs, polling: 500 },
  );
  await page.context().close();
}

/** Brings every cover into sight and waits till it is drawn; answers with how many are. */
async function drawAll(page: Page, count: number): Promise<number> {
  await page
    .locator('[data-shot]')
    .nth(count - 1)
    .waitFor({ state: 'attached', timeout: drawPatienceMs });
  return await page.evaluate(async (patienceMs) => {
    const frame = () => new Promise((next) => requestAnimationFrame(next));
    const isDrawn = (image: HTMLImageElement | null) => image?.complete === true && image.naturalWidth > 0;
    const giveUpAtMs = performance.now() + patienceMs;
    let drawn = 0;
    for (const picture of document.querySelectorAll('[data-shot] .picture')) {
      picture.scrollIntoView({ block: 'center' });
      while (!isDrawn(picture.querySelector('img')) && performance.now() < giveUpAtMs) await frame();
      if (isDrawn(picture.querySelector('img'))) drawn += 1;
    }
    scrollTo(0, 0);
    return drawn;
  }, drawPatienceMs);
}

async function waitForPinned(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    async (wanted) => {
      const names = (await caches.keys()).filter((name) => name.startsWith('raskadr-kept-'));
      const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return keys.flat().length >= wanted;
    },
    count,
    { timeout: drawPatienceMs, polling: 500 },
  );
}

function sumBytes(media: { bytes: number }[]): number {
  return media.reduce((sum, { bytes }) => sum + bytes, 0);
}
