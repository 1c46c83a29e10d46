import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { savePhaseText } from '../shared/russian/save-phase-text.ts';
import { configOf } from '../sync-server/config.ts';
import { silentLog, systemClock, systemRandom } from '../sync-server/ports.ts';
import { type RunningServer, startServer } from '../sync-server/server.ts';

// The pictures of README.md and the guide, taken of the real thing: a server with the demo project and its first account.

const FOLDER = new URL('../docs/pictures/', import.meta.url).pathname;
const CHROMIUM = '/usr/bin/chromium';
const LOGIN = 'anna';
const PASSWORD = 'the-last-tram-at-dawn';

const DESKTOP: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
};

await main();

async function main(): Promise<void> {
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing: apt-get install chromium`);
  const dataDir = await mkdtemp(join(tmpdir(), 'raskadr-pictures-'));
  try {
    await using server = await startServer(
      configOf({ PORT: '0', RASKADR_DATA: dataDir, RASKADR_BACKUPS: '0' }),
      { clock: systemClock, random: systemRandom, log: silentLog },
    );
    await using browser = await openBrowser();
    await mkdir(FOLDER, { recursive: true });
    await takePictures(server, browser.instance);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function openBrowser(): Promise<AsyncDisposable & { instance: Browser }> {
  const isRoot = process.getuid?.() === 0;
  const args = ['--disable-background-networking', '--hide-scrollbars', ...(isRoot ? ['--no-sandbox'] : [])];
  const instance = await chromium.launch({ executablePath: CHROMIUM, args });
  return { instance, [Symbol.asyncDispose]: () => instance.close() };
}

async function takePictures({ url, setupCode }: RunningServer, browser: Browser): Promise<void> {
  const cookie = await createAccount(url, setupCode ?? '');
  const open = async (options: BrowserContextOptions, theme: 'dark' | 'light') => {
    const context = await browser.newContext({ locale: 'ru-RU', colorScheme: theme, ...options });
    await context.addInitScript((value) => localStorage.setItem('raskadr-theme', value), theme);
    await context.addCookies([{ ...cookie, url }]);
    return context;
  };

  await using desktop = await open(DESKTOP, 'dark');
  const page = await desktop.newPage();
  const demo = await openDemo(page, url);
  await picture(page, 'storyboard');
  await page.goto(url);
  await page.locator(`a[href*="${demo}"]`).first().waitFor();
  await picture(page, 'projects');

  for (const [name, options, theme] of [
    ['storyboard-light', DESKTOP, 'light'],
    ['storyboard-phone', PHONE, 'dark'],
  ] as const) {
    await using context = await open(options, theme);
    const other = await context.newPage();
    await openDemo(other, url);
    await picture(other, name);
  }
}

async function createAccount(url: string, code: string): Promise<{ name: string; value: string }> {
  const answer = await fetch(`${url}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, login: LOGIN, password: PASSWORD }),
  });
  if (!answer.ok) throw new Error(`no account: ${answer.status} ${await answer.text()}`);
  const [pair = ''] = (answer.headers.getSetCookie()[0] ?? '').split(';');
  const [name = '', value = ''] = pair.split('=');
  return { name, value };
}

/** Opens the demo project by hand, as its owner would, and answers with its path. */
async function openDemo(page: Page, url: string): Promise<string> {
  await page.goto(url);
  const link = page.locator('a[href*="/p/"]').first();
  await link.waitFor();
  const path = (await link.getAttribute('href')) ?? '';
  await page.goto(`${url}${path}`);
  await page.getByText('24', { exact: true }).first().waitFor();
  return path;
}

/** Waits until nothing moves any more: fonts, fading covers, the save state. */
async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.getByText(savePhaseText('saved', 0)).first().waitFor();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' });
  console.log(`docs/pictures/${name}.png`);
}
