import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeProblems } from './axe.ts';
import { createProject } from './board.ts';
import { problemsOf } from './page-problems.ts';
import { Studio } from './studio.ts';

const LOOKS = [
  { viewport: { width: 1440, height: 900 } },
  { viewport: { width: 390, height: 844 } },
] as const;

describe('what the house spends', { timeout: 120_000 }, () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await Studio.open();
  });
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]();
  });

  async function isSound(page: Page): Promise<void> {
    expect([await axeProblems(page), await problemsOf(page)]).toEqual([[], []]);
  }

  test.each(LOOKS)('an admin caps a day of the house by keyboard, $viewport.width wide', async (look) => {
    const page = await studio.open('/settings/spending', await studio.signedInDevice(look));
    await page.getByRole('heading', { name: 'Расходы' }).waitFor();
    await page.getByText('Пока ни один проект ничего не потратил').waitFor();
    await isSound(page);
    const field = page.getByLabel('На один день');
    await field.fill('много');
    await field.press('Enter');
    await page.getByText('Введите сумму числом').waitFor();
    await isSound(page);
    await field.fill('1 500,50');
    await field.press('Enter');
    await page.getByText('Предел на день сохранён').waitFor();
    await page.getByText('1 500,50 ₽'.replaceAll(' ', '\u00a0')).waitFor();
    await page.reload();
    await page.getByText('1 500,50 ₽'.replaceAll(' ', '\u00a0')).waitFor();
    await field.fill('');
    await field.press('Enter');
    await page.getByText('Предела на день больше нет').waitFor();
    await page.getByText('без предела', { exact: true }).waitFor();
    await page.context().close();
  });

  test('without a server it says so, and asks again on a word', async () => {
    const page = await studio.open('/');
    await createProject(page, 'Смета');
    await page.route('**/api/budget', (route) => route.abort());
    await page.goto(`${studio.url}/settings/spending`);
    await page.getByText('Нет связи с сервером').waitFor();
    await isSound(page);
    await page.unroute('**/api/budget');
    await page.getByRole('button', { name: 'Повторить' }).click();
    await page.getByText('Сегодня потрачено').waitFor();
    await page.context().close();
  });
});
