// One audit of one page: `node audit.mjs '{"url":…,"cookie":…,"form":"mobile"|"desktop"}'` prints the scores as JSON.
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';

const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
const TRIES = 3;

const { url, cookie, form, chromePath } = JSON.parse(process.argv[2]);
const chrome = await launch({
  chromePath,
  chromeFlags: [
    '--headless',
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const flags = {
  port: chrome.port,
  onlyCategories: CATEGORIES,
  logLevel: 'error',
  extraHeaders: { Cookie: cookie },
  // A page that opens for the first time is what is measured; the service worker is left out of it.
  disableStorageReset: false,
};
try {
  const { categories, audits } = await audited();
  const failed = Object.values(audits)
    .filter(({ score, scoreDisplayMode }) => score !== null && score < 1 && scoreDisplayMode === 'binary')
    .map(({ id }) => id);
  const figures = Object.fromEntries(CATEGORIES.map((id) => [id, Math.round(100 * categories[id].score)]));
  const ms = (id) => audits[id]?.numericValue ?? null;
  console.log(
    JSON.stringify({
      ...figures,
      lcpMs: ms('largest-contentful-paint'),
      tbtMs: ms('total-blocking-time'),
      cls: ms('cumulative-layout-shift'),
      failed,
    }),
  );
} finally {
  chrome.kill();
}

/** The browser sometimes records a trace without its beginning; such an audit says nothing and is made again. */
async function audited() {
  for (let tries = 1; ; tries++) {
    const result = await lighthouse(url, flags, form === 'desktop' ? desktopConfig : undefined);
    const fault = result ? result.lhr.runtimeError : { message: 'no result' };
    if (!fault) return result.lhr;
    if (tries === TRIES) throw new Error(fault.message);
  }
}
