import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** The system's Chromium; the project never downloads a browser of its own. */
export async function openChromium(): Promise<Browser> {
  if (!existsSync(executablePath)) throw new Error(`${executablePath} is not installed`);
  const isRoot = process.getuid?.() === 0;
  return await chromium.launch({ executablePath, args: isRoot ? ['--no-sandbox'] : [] });
}
