import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunnerProcess } from '../runner/runner-process.ts';
import { axeProblems } from './axe.ts';
import { generate, inspector, openBox, setParameter, startRunner, waitForPicture } from './box.ts';
import { forgetRecovery, RunnerByHand } from './runner-by-hand.ts';
import { isSound } from './sound.ts';
import { readyForOffline, Studio } from './studio.ts';

describe('the queue', { timeout: 120_000 }, () => {
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

  test('a job waits while the runner is paused, is put off and cancelled, and goes on afterwards', async () => {
    const page = await studio.open('/queue');
    await page.getByText('Сейчас ничего не выполняется').waitFor();
    await page.getByText('Этот компьютер').waitFor();
    await isSound(page);
    await page.getByRole('button', { name: 'Пауза: Этот компьютер' }).click();
    await page.getByText('на паузе').waitFor();

    await page.goto(studio.url);
    await openBox(page, { name: 'Очередь', shots: ['Пирс'] });
    await generate(page, 'Пирс под снегом');
    await page.getByText('В очереди').waitFor();
    await generate(page, 'Пирс в тумане');
    await page.getByRole('link', { name: /^Очередь: в работе/ }).click();
    await page.getByRole('tab', { name: /^Ждут\s*2$/ }).waitFor();
    await page.getByText('следующая').waitFor();
    await isSound(page);

    await page.getByRole('button', { name: 'Не к спеху: Пирс под снегом' }).click();
    await page.getByRole('button', { name: 'Вперёд: Пирс под снегом' }).waitFor();
    await page.getByRole('button', { name: 'Отменить: Пирс в тумане' }).click();
    await page.getByRole('tab', { name: /^Ждут\s*1$/ }).waitFor();
    await page.getByRole('button', { name: 'Продолжить: Этот компьютер' }).click();
    await page.getByRole('tab', { name: /^Готово\s*2$/ }).click();
    await page.getByText('Отменено').waitFor();
    await page.getByRole('link', { name: 'Очередь, Шот 1. Пирс' }).first().waitFor();
    await isSound(page);

    // A device on its first visit, and nowhere else before.
    const fresh = await studio.open('/queue');
    await fresh.getByRole('tab', { name: /^Готово\s*2$/ }).click();
    await fresh.getByRole('link', { name: 'Очередь, Шот 1. Пирс' }).first().waitFor();
    await fresh.getByText('Имитация: картинка').first().waitFor();
    await fresh.context().close();

    await page.getByRole('button', { name: 'Журнал: Пирс под снегом' }).click();
    await page.getByRole('dialog', { name: 'Журнал задачи' }).waitFor();
    await isSound(page);
    await page.keyboard.press('Escape');

    // Tabs go by arrows, and what was read is readable without a server.
    await page.getByRole('tab', { name: /^Готово/ }).press('ArrowRight');
    await page.getByText('Ошибок нет').waitFor();
    await readyForOffline(page);
    await studio.server.kill();
    await page.reload();
    await page.getByRole('tab', { name: /^Готово\s*2$/ }).click();
    await page.getByText('Пирс под снегом').waitFor();
    await studio.server.start();
    expect(studio.complaints).toEqual([]);
    await page.context().close();
  });

  test('what failed is repeated from the queue', async () => {
    const page = await studio.open('/');
    await openBox(page, { name: 'Сбой', shots: ['Тоннель'] });
    await setParameter(page, 'Неполадка', 'garbled');
    await generate(page, 'Тоннель');
    await page.getByText('Не получилось').waitFor({ timeout: 60_000 });
    await page.goto(`${studio.url}/queue`);
    await page.getByRole('tab', { name: /^Ошибки\s*1$/ }).click();
    await page.getByText('Ответ провайдера не разобрать').waitFor();
    await isSound(page);
    await page.getByRole('button', { name: 'Пауза: Этот компьютер' }).click();
    await page.getByText('на паузе').waitFor();
    await page.getByRole('button', { name: 'Повторить: Тоннель' }).click();
    await page.getByRole('tab', { name: /^Ждут\s*1$/ }).waitFor();
    await page.getByRole('tab', { name: /^Ошибки\s*0$/ }).waitFor();
    await page.getByRole('button', { name: 'Продолжить: Этот компьютер' }).click();
    await page.getByText('Ответ провайдера не разобрать').waitFor({ timeout: 60_000 });
    await page.context().close();
  });

  test('a paid request whose answer was lost waits for a person, who decides in plain words', async () => {
    await runner.stop();
    await studio.server.kill();
    forgetRecovery(new Database(join(studio.server.dataDir, 'raskadr.db')));
    await studio.server.start();
    const page = await studio.open('/');
    await openBox(page, { name: 'Решение', shots: ['Берег'] });
    await generate(page, 'Берег');
    const hand = await RunnerByHand.open(studio.server);
    await hand.loseAnswer();
    await page.getByText('Ждёт вашего решения').waitFor();
    await page.getByText('Ответ провайдера потерялся').waitFor();
    await page.getByRole('button', { name: 'Повторить (оплата)' }).waitFor();
    await isSound(page);
    await page.getByRole('link', { name: /ждёт решения\s1/ }).click();
    await page.getByRole('button', { name: 'Считать потерянным' }).click();
    await page.getByRole('tab', { name: /^Ошибки\s*2$/ }).waitFor();
    await page.context().close();
    runner = startRunner(studio);
  });

  test('a launch that the budget has no room for says so with the way out, and leaves with its take', async () => {
    await studio.server.kill();
    const database = new Database(join(studio.server.dataDir, 'raskadr.db'));
    database.exec(
      `UPDATE models SET price = '{"amount":10000000,"currency":"RUB","per":"call","source":"local"}' WHERE id = 'imitation/image'`,
    );
    await studio.server.start();
    const page = await studio.open('/');
    const path = await openBox(page, { name: 'Скупой', shots: ['Касса'] });
    const box = page.url();
    await page.goto(`${studio.url}${path}/settings`);
    await page.getByLabel('На весь проект').fill('5');
    await page.getByRole('button', { name: 'Сохранить бюджет' }).click();
    await page.getByText(/ничего из 5/).waitFor();
    await page.goto(box);
    await page.getByText('≈ 10 ₽').waitFor();
    await generate(page, 'Касса ночью');
    const take = inspector(page);
    await take.getByText('Бюджет исчерпан').waitFor();
    await take.getByRole('link', { name: 'К бюджету проекта' }).waitFor();
    await isSound(page);
    await page.goto(`${studio.url}/queue`);
    await page.getByText('Запуск: «Касса ночью», проект «Скупой»').waitFor();
    await isSound(page);
    await page.getByRole('button', { name: 'Понятно' }).press('Enter');
    await page.getByText('Касса ночью').waitFor({ state: 'detached' });
    await page.goto(box);
    await page.getByText('Дублей пока нет').waitFor();
    await page.context().close();
    await studio.server.kill();
    database.exec(`UPDATE models SET price = '{"amount":0,"currency":"RUB","per":"call","source":"local"}'`);
    database.close();
    await studio.server.start();
  });

  test('another runner is paired with a code that the page shows', async () => {
    const page = await studio.open('/queue');
    await page.getByRole('button', { name: 'Подключить раннер…' }).click();
    const line = await page.locator('code').first().textContent();
    const code = line?.trim().split(' ').at(-1) ?? '';
    const answer = await fetch(`${studio.url}/runner/v1/pair`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, name: 'Станция' }),
    });
    expect(answer.status).toBe(201);
    await page.getByText('Станция').waitFor();
    await page.getByRole('button', { name: 'Отключить: Станция' }).click();
    await page.getByText('Станция').waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('the budget of a project and its models are set by its owner', async () => {
    const page = await studio.open('/');
    const path = await openBox(page, { name: 'Бюджет', shots: ['Касса'] });
    await generate(page, 'Касса');
    await waitForPicture(page);
    await page.goto(`${studio.url}${path}/settings`);
    await page.getByLabel('На весь проект').fill('99,50');
    await page.getByRole('button', { name: 'Сохранить бюджет' }).click();
    await page.getByText('ничего из 99,50').waitFor();
    await page.getByLabel('Модель для картинок').selectOption('imitation/image');
    await page.getByLabel('На один день').fill('много');
    await page.getByRole('button', { name: 'Сохранить бюджет' }).click();
    await page.getByText('Введите сумму числом').waitFor();
    expect(await axeProblems(page)).toEqual([]);
    await page.context().close();
  });
});
