import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { axeProblems } from './axe.ts';
import { problemsOf } from './page-problems.ts';

/** The page as it stands has neither barriers nor foreign words. */
export async function isSound(page: Page): Promise<void> {
  expect([await axeProblems(page), await problemsOf(page)]).toEqual([[], []]);
}
