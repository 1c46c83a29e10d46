import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { STORE_RULES } from './store-rules.ts';

/** The rules run in a real browser, on its real IndexedDB. */
let browser: Browser;
let page: Page;
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html').end('<!doctype html><title>store</title>');
});

beforeAll(async () => {
  const [script] = await Promise.all([
    bundle(),
    new Promise<void>((done) => server.listen(0, '127.0.0.1', done)),
  ]);
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  page = await browser.newPage();
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.addScriptTag({ content: script });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  server.close();
});

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL('dexie-rules.ts', import.meta.url)),
        formats: ['iife'],
        name: 'storeRules',
      },
    },
  });
  const [first] = Array.isArray(built) ? built : [built];
  const chunk = first && 'output' in first ? first.output[0] : undefined;
  if (!chunk) throw new Error('nothing was built');
  return chunk.code;
}

for (const name of Object.keys(STORE_RULES)) {
  test(`dexie: ${name}`, async () => {
    const outcome = await page.evaluate(`storeRules.runRule(${JSON.stringify(name)})`);
    expect(outcome).toBe('kept');
  });
}

test('dexie: a transaction that is aborted rejects, leaves nothing, and the next one works', async () => {
  expect(await page.evaluate('storeRules.runAbort()')).toEqual({ rejected: true, rows: 0, later: 1 });
});
