import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import type { Bench } from '../bench.ts';
import { boardPaintedMs, watchBoard } from '../browser/board-painted.ts';
import { openChromium } from '../browser/chromium.ts';
import { needBuiltPage, seedBoard, signIn } from '../browser/seeded-board.ts';
import { listedScripts } from '../pages/listed-scripts.ts';
import { atMost } from '../report/goal.ts';
import type { RunningSystem } from '../servers/system.ts';
import { type Figures, measureFleet, rowsOf } from '../sync/measure.ts';
import { barePage } from './bare-page.ts';
import { dragAround, pressKeys } from './gestures.ts';

const shotCount = 1000;
const usualRepeats = 5;
const slowDown = 4;
const window = { width: 1440, height: 900 };

export const thousandShots: Bench = {
  id: 'S1',
  title: 'раскадровка из 1000 шотов и голая страница из 1000 боксов, Chromium',
  async run(context) {
    needBuiltPage();
    const onlyOurs = { ...context, systems: context.systems.filter(({ key }) => key === 'ours') };
    const measured = await measureFleet(onlyOurs, measureBoard, context.quick ? 1 : usualRepeats);
    return rowsOf('S1', measured, [
      { name: 'drag', figure: 'кадры дольше 50 мс при перетаскивании', unit: '%', goal: atMost(1) },
      { name: 'bareDrag', figure: 'то же, голая страница', unit: '%' },
      {
        name: 'slowDrag',
        figure: `то же, процессор медленнее в ${slowDown} раза`,
        unit: '%',
        goal: atMost(1),
      },
      { name: 'bareSlowDrag', figure: 'то же, голая страница', unit: '%' },
      {
        name: 'move',
        figure: `перемещение клавишами p98, процессор медленнее в ${slowDown} раза`,
        unit: 'мс',
        goal: atMost(200),
      },
      { name: 'walk', figure: 'шаг стрелкой p98, так же', unit: 'мс' },
      { name: 'bareWalk', figure: 'нажатие на голой странице p98, так же', unit: 'мс' },
      { name: 'script', figure: 'JS до показа, сжатый gzip', unit: 'КБ', goal: atMost(120) },
      { name: 'allScript', figure: 'вместе с тем, что приходит потом само', unit: 'КБ' },
    ]);
  },
};

async function measureBoard(system: RunningSystem): Promise<Figures> {
  const board = await seedBoard(system, shotCount);
  await using browser = await openChromium();
  const ours = await browser.newContext({ viewport: window });
  await signIn(ours, system);
  const page = await ours.newPage();
  const sizes = countScripts(page, await listedScripts(board.url));
  await watchBoard(page, shotCount);
  await page.goto(board.url);
  await boardPaintedMs(page);
  // The stream of bells never ends, so the net is never idle: what is warmed after the first view has its time.
  await page.evaluate(() => new Promise((idle) => setTimeout(() => requestIdleCallback(idle), 3000)));
  const scripts = await sizes();

  const drag = await dragAround(page);
  await slow(page);
  const slowDrag = await dragAround(page);
  const move = await pressKeys(page, 'Control+Shift+ArrowRight');
  const walk = await pressKeys(page, 'ArrowRight');
  await ours.close();
  return { drag, slowDrag, move, walk, ...scripts, ...(await measureBare(browser)) };
}

async function measureBare(browser: Browser): Promise<Figures> {
  const page = await browser.newPage({ viewport: window });
  await page.setContent(barePage(shotCount));
  const bareDrag = await dragAround(page);
  await slow(page);
  const bareSlowDrag = await dragAround(page);
  const bareWalk = await pressKeys(page, 'ArrowRight');
  await page.close();
  return { bareDrag, bareSlowDrag, bareWalk };
}

async function slow(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowDown });
}

/** What the route takes over the wire before anyone touches it: the listed files, and all of them. */
function countScripts(page: Page, listed: string[]): () => Promise<Figures> {
  const sizes: Promise<{ path: string; bytes: number }>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script' || response.fromServiceWorker()) return;
    const { pathname: path } = new URL(response.url());
    if (path === '/service-worker.js') return;
    sizes.push(
      response.body().then(
        (body) => ({ path, bytes: gzipSync(body, { level: 9 }).byteLength }),
        () => ({ path, bytes: 0 }),
      ),
    );
  });
  const kilobytes = (some: { bytes: number }[]) => some.reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
  return async () => {
    const all = await Promise.all(sizes);
    return { script: kilobytes(all.filter(({ path }) => listed.includes(path))), allScript: kilobytes(all) };
  };
}
