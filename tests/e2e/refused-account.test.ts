import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunnerProcess } from '../runner/runner-process.ts';
import { axeProblems } from './axe.ts';
import { generate, openBox, setParameter, startRunner } from './box.ts';
import { problemsOf } from './page-problems.ts';
import { Studio } from './studio.ts';

describe('an account that was refused', { timeout: 120_000 }, () => {
  let studio: Studio;
  let runner: RunnerProcess;

  beforeAll(async () => {
    studio = await Studio.open();
    runner = startRunner(studio);
  });
  afterAll(async () => {
    await runner?.[Symbol.asyncDispose]();
    await studio?.[Symbol.asyncDispose]();
  });

  test('J21: asks in plain words what to do, in the box and in the queue, and «Повторить» tries again', async () => {
    const page = await studio.open('/');
    await openBox(page, { name: 'Смета', shots: ['Касса'] });
    await setParameter(page, 'Неполадка', 'no_money');
    await generate(page, 'Касса');
    await page.getByText('На счёте у провайдера закончились деньги').waitFor({ timeout: 60_000 });
    await page.getByText('когда причина устранена').waitFor();
    expect(await axeProblems(page)).toEqual([]);
    await page.getByRole('link', { name: /ждёт решения\s1/ }).click();
    await page.getByText('На счёте у провайдера закончились деньги').waitFor();
    expect([await axeProblems(page), await problemsOf(page)]).toEqual([[], []]);
    await page.getByRole('button', { name: 'Повторить', exact: true }).click();
    // Nothing has changed at the provider, so it asks anew.
    await page.getByText('Решение записано').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Отказаться' }).click();
    await page.getByRole('tab', { name: /^Ошибки\s*1$/ }).waitFor();
    await page.context().close();
  });
});
