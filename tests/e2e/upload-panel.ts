import type { Locator, Page, Request } from 'playwright-core';
import { expect } from 'vitest';
import { shot } from './board.ts';

/** A file is copied, sent and looked at by a runner. */
export const PATIENCE_MS = 40_000;

export function panel(page: Page): Locator {
  return page.getByRole('region', { name: 'Загрузка файлов' });
}

export function line(page: Page, name: string): Locator {
  return panel(page)
    .getByRole('listitem')
    .filter({ has: page.locator(`[title="${name}"]`) });
}

export async function waitForState(page: Page, name: string, state: string): Promise<void> {
  await expect
    .poll(() => line(page, name).getAttribute('data-upload'), { timeout: PATIENCE_MS, interval: 50 })
    .toBe(state);
}

/** The address of the picture that stands for a shot. */
export async function waitForHeadliner(page: Page, title: string): Promise<void> {
  await expect
    .poll(() => shot(page, title).locator('img').first().getAttribute('src'), { timeout: PATIENCE_MS })
    .toMatch(/^\/media\//);
}

/** What goes to the server, piece by piece. */
export function watchPieces(page: Page): { offset: number; bytes: number }[] {
  const pieces: { offset: number; bytes: number }[] = [];
  page.context().on('request', (request: Request) => {
    if (request.method() !== 'PATCH' || !request.url().includes('/api/uploads/')) return;
    const offset = Number(request.headers()['upload-offset']);
    pieces.push({ offset, bytes: request.postDataBuffer()?.length ?? 0 });
  });
  return pieces;
}
