import { join } from 'node:path';
import Database from 'libsql';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunnerProcess } from '../runner/runner-process.ts';
import { waitForKeyboardAt } from './board.ts';
import { generate, openBox, startRunner } from './box.ts';
import { aColleague, OTHER_PASSWORD, setMember, signedInAs } from './people.ts';
import { forgetRecovery, RunnerByHand } from './runner-by-hand.ts';
import { seedProject } from './seed.ts';
import { Studio } from './studio.ts';

/** Whoever presses a button by keyboard and sees its row go must not begin again at the top of the page. */
describe('the keyboard in lists', { timeout: 120_000 }, () => {
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

  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

  test('in the queue it goes to the next job, then to the tab', async () => {
    const page = await studio.open('/queue');
    await page.getByText('свободен').waitFor();
    await button(page, 'Пауза: Этот компьютер').click();
    await page.getByText('на паузе').waitFor();
    await page.goto(studio.url);
    await openBox(page, { name: 'Очередь', shots: ['Пирс'] });
    for (const prompt of ['Первый', 'Второй', 'Третий']) {
      await generate(page, prompt);
      await page.locator('[data-take]').filter({ hasText: prompt }).waitFor();
    }
    await page.getByRole('link', { name: /^Очередь: в работе\s3/ }).click();
    const waiting = page.getByRole('tab', { name: /^Ждут/ });
    const link = (title: string) =>
      page.locator('[data-job]').filter({ hasText: title }).getByRole('link').first();
    await button(page, 'Отменить: Второй').press('Enter');
    await waitForKeyboardAt(link('Третий'));
    await button(page, 'Отменить: Третий').press('Enter');
    await waitForKeyboardAt(link('Первый'));
    await button(page, 'Отменить: Первый').press('Enter');
    await waitForKeyboardAt(waiting);
    await button(page, 'Продолжить: Этот компьютер').click();
    await page.context().close();
  });

  test('after a decision, and after a take was put away, it stays near', async () => {
    await runner.stop();
    await studio.server.kill();
    forgetRecovery(new Database(join(studio.server.dataDir, 'raskadr.db')));
    await studio.server.start();
    const page = await studio.open('/');
    await openBox(page, { name: 'Решение', shots: ['Берег'] });
    await generate(page, 'Берег');
    await (await RunnerByHand.open(studio.server)).loseAnswer();
    await button(page, 'Считать потерянным').press('Enter');
    await waitForKeyboardAt(button(page, 'Повторить: Берег'));
    await button(page, 'Убрать из ленты').press('Enter');
    await waitForKeyboardAt(page.getByRole('region', { name: 'Ассеты шота' }));
    await page.context().close();
    runner = startRunner(studio);
  });

  test('in the lists of projects it goes to the next tile, and to the heading when none is left', async () => {
    const device = await aColleague(studio, 'вера');
    const page = await studio.open('/', device);
    for (const name of ['Один', 'Два']) {
      await openBox(page, { name, shots: ['А'] });
      await page.goto(studio.url);
    }
    const tile = (name: string) => page.getByRole('link', { name: new RegExp(name) });
    const throwAway = async (name: string) => {
      await button(page, `Действия с проектом «${name}»`).press('Enter');
      await page.getByRole('menuitem', { name: 'В корзину' }).press('Enter');
    };
    await throwAway('Два');
    await waitForKeyboardAt(tile('Один'));
    await throwAway('Один');
    await tile('Один').waitFor({ state: 'detached' });
    await waitForKeyboardAt(page.getByRole('heading', { name: 'Проекты' }));
    await button(page, /^Корзина/).click();
    for (const name of ['Один', 'Два']) {
      await button(page, `Действия с проектом «${name}»`).press('Enter');
      await page.getByRole('menuitem', { name: 'Восстановить' }).press('Enter');
      await tile(name).waitFor({ state: 'detached' });
      await waitForKeyboardAt(name === 'Один' ? tile('Два') : page.getByRole('heading', { name: 'Корзина' }));
    }
    await device.close();
  });

  test('among members and sessions it goes to the next person and the next browser', async () => {
    const { path } = await seedProject(studio, { name: 'Люди', shots: 1 });
    for (const login of ['борис', 'глеб']) {
      const device = await aColleague(studio, login);
      await device.close();
      await setMember(studio, path, { login, role: 'viewer' });
    }
    const page = await studio.open(`${path}/settings`);
    const role = (login: string) => page.getByLabel(`Роль участника «${login}»`);
    const remove = async (login: string) => {
      await button(page, `Убрать участника «${login}»`).press('Enter');
      await page.getByRole('dialog').getByRole('button', { name: 'Убрать' }).press('Enter');
      await role(login).waitFor({ state: 'detached' });
    };
    await remove('борис');
    await waitForKeyboardAt(role('глеб'));
    await remove('глеб');
    await page.waitForFunction(() => document.activeElement?.closest('section') !== null);

    const his = await signedInAs(studio, { login: 'борис', password: OTHER_PASSWORD });
    for (let n = 0; n < 2; n++)
      await (await signedInAs(studio, { login: 'борис', password: OTHER_PASSWORD })).close();
    const account = await studio.open('/settings/account', his);
    const ends = button(account, /^Завершить вход/);
    await ends.nth(2).waitFor();
    await ends.first().press('Enter');
    await account.waitForFunction(
      () => document.querySelectorAll('[aria-label^="Завершить вход"]').length === 2,
    );
    await waitForKeyboardAt(ends.first());
    await his.close();
    await page.context().close();
  });

  test('no page of this file has complained', () => {
    expect(studio.complaints).toEqual([]);
  });
});
