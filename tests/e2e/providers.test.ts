import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Atelier } from '../fakes/atelier.ts';
import { axeProblems } from './axe.ts';
import { generate, openBox, promptField, results, startRunner, waitForPicture } from './box.ts';
import { aColleague } from './people.ts';
import { Studio } from './studio.ts';

const KEY = 'canary-key-of-the-atelier-7Qx9';

describe('providers and models', { timeout: 120_000 }, () => {
  let studio: Studio;
  let atelier: Atelier;
  let stack: AsyncDisposableStack;

  beforeAll(async () => {
    stack = new AsyncDisposableStack();
    atelier = stack.use(await Atelier.open(KEY));
    // The server and its runner are children of this process.
    process.env.RASKADR_ALLOW_ORIGINS = atelier.url;
    stack.defer(() => void delete process.env.RASKADR_ALLOW_ORIGINS);
    studio = stack.use(await Studio.open());
    stack.use(startRunner(studio));
  });
  afterAll(async () => {
    await stack?.disposeAsync();
  });

  async function paste(page: Page, row: unknown): Promise<void> {
    await page.getByRole('button', { name: 'Добавить провайдера' }).click();
    await page.getByLabel('JSON', { exact: true }).fill(typeof row === 'string' ? row : JSON.stringify(row));
    await page.getByRole('dialog').getByRole('button', { name: 'Сохранить' }).click();
  }

  test('a provider is pasted, gets its key, is checked, and makes a picture through the queue', async () => {
    const page = await studio.open('/settings/providers');
    await paste(page, '{"id": ');
    await page.getByText('Это не JSON').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Отмена' }).click();

    const abroad = { ...atelier.row(), account: { name: 'Чужая', baseUrl: 'http://169.254.169.254' } };
    await paste(page, abroad);
    await page.getByText('ведёт внутрь закрытой сети').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Отмена' }).click();

    await paste(page, atelier.row());
    await page.getByText('Сохранено: 1 модель').waitFor();
    const own = page.getByRole('list', { name: 'Учётные записи провайдера «Ателье»' });
    await own.getByText('ключ не введён').waitFor();

    // A wrong key first: the check says so, and nothing was spent.
    const enter = async (key: string) => {
      await page.getByRole('button', { name: /: «Студия»$/ }).click();
      await page.getByRole('dialog').getByLabel('Ключ', { exact: true }).fill(key);
      await page.getByRole('dialog').getByRole('button', { name: 'Сохранить' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await enter('a-wrong-key-of-somebody');
    await page.getByText('ключ …body').waitFor();
    await page.getByRole('button', { name: 'Проверить учётную запись «Студия»' }).click();
    await page.getByText('Провайдер не принял ключ').waitFor();
    await enter(KEY);
    await page.getByText('ключ …7Qx9').waitFor();
    await page.getByRole('button', { name: 'Проверить учётную запись «Студия»' }).click();
    await page.getByText('Работает: проверено').waitFor();
    expect(atelier.sold).toBe(0);

    await openBox(await leave(page), { name: 'Первый фильм', shots: ['Рассвет'] });
    // Without a key nothing is started, and nothing stays behind.
    const model = page.getByLabel('Модель', { exact: true });
    await model.selectOption({ label: 'GPT Image 2 (нужен ключ)' });
    await generate(page, 'Кит у берега');
    await page.getByText('Для этой модели не введён ключ').waitFor();
    await expect.poll(() => page.locator('[data-take]').count()).toBe(0);
    await model.selectOption({ label: 'Кисть 2 (до 2027-06-01)' });
    await page.getByText('С июня вместо неё будет «Кисть 3».').waitFor();
    await generate(page, 'Кит у берега');
    await waitForPicture(page);
    await expect.poll(() => results(page).count()).toBe(1);
    expect(atelier.sold).toBe(1);
    expect(await storedBy(page)).not.toContain('canary');
    expect(studio.complaints).toEqual([]);
  });

  /** All that this browser keeps of the house. */
  function storedBy(page: Page): Promise<string> {
    return page.evaluate(async () => {
      const parts = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
      const done = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      for (const { name = '' } of await indexedDB.databases()) {
        const database = await done(indexedDB.open(name));
        for (const store of database.objectStoreNames) {
          const rows = await done(database.transaction(store).objectStore(store).getAll());
          parts.push(
            JSON.stringify(rows, (_, value) =>
              value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
            ),
          );
        }
        database.close();
      }
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys())
          if (request.url.includes('/api/')) parts.push((await (await cache.match(request))?.text()) ?? '');
      }
      return parts.join('\n');
    });
  }

  /** Back to the projects without a new load: the page hears of the new catalogue by itself. */
  async function leave(page: Page): Promise<Page> {
    await page.getByRole('link', { name: 'К проектам' }).click();
    await page.getByText('Здесь будут ваши проекты').waitFor();
    return page;
  }

  test('models are ordered, priced, switched off, looked at, taken along and brought back', async () => {
    const page = await studio.open('/settings/models');
    const images = page.getByRole('region', { name: 'Картинка' }).getByRole('listitem');
    await images.filter({ hasText: 'Кисть 2' }).waitFor();
    await expect.poll(() => images.first().textContent()).toContain('Имитация');
    const up = page.getByRole('button', { name: 'Поднять «Кисть 2»' });
    await up.focus();
    // The keyboard goes along, up to the first place.
    const count = await images.count();
    for (let n = 1; n < count; n++) await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('ol li')?.textContent?.includes('Кисть 2'));
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Опустить «Кисть 2»',
    );
    await images.first().getByText('0,04 $ за картинку').waitFor();
    await images.first().getByText('проверено 20.11.2026').waitFor();
    await images.first().getByText('Провайдер отключит её 01.06.2027').waitFor();

    const menu = async (item: string) => {
      await page.getByRole('button', { name: 'Что сделать с моделью «Кисть 2»' }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    await menu('Посмотреть поля');
    await page.getByRole('dialog').getByLabel('Формат').selectOption('1:1');
    await page.getByRole('dialog').getByText('Ещё параметры').click();
    await page.getByRole('dialog').getByLabel('Нажим').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Закрыть' }).click();

    await menu('Цена');
    await page.getByLabel('Сумма').fill('0,05');
    await page.getByLabel('Источник').fill('');
    await page.getByRole('dialog').getByRole('button', { name: 'Сохранить' }).click();
    await page.getByText('Цена без источника не действует').waitFor();
    await page.getByLabel('Источник').fill('договор 7');
    await page.getByRole('dialog').getByRole('button', { name: 'Сохранить' }).click();
    await images.first().getByText('0,05 $ за картинку').waitFor();

    await page.getByLabel('Предлагать модель «Кисть 2»').click();
    await images.first().getByText('выключена').waitFor();
    await page.getByLabel('Предлагать модель «Кисть 2»').click();

    const download = page.waitForEvent('download');
    await menu('Сохранить в файл');
    const path = await (await download).path();
    await menu('Удалить модель');
    await page.getByRole('dialog').getByRole('button', { name: 'Удалить' }).click();
    await images.filter({ hasText: 'Кисть 2' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Добавить модель' }).click();
    await page.getByLabel('Файл JSON').setInputFiles(path);
    await page.getByRole('dialog').getByRole('button', { name: 'Сохранить' }).click();
    await images.filter({ hasText: 'Кисть 2' }).waitFor();
    await images.getByText('0,05 $ за картинку').waitFor();
    expect(studio.complaints).toEqual([]);
  });

  test('who is no admin is told whom to ask, and sees no link to these pages', async () => {
    const colleague = await aColleague(studio, 'борис');
    for (const [path, text] of [
      ['/settings/providers', 'видят только администраторы'],
      ['/settings/models', 'настраивают администраторы'],
    ]) {
      const page = await studio.open(path, colleague);
      await page.getByText(text ?? '').waitFor();
      await expect.poll(() => page.getByRole('link', { name: 'Провайдеры' }).count()).toBe(0);
      await page.close();
    }
  });

  test('K9: with its file lost a key is asked for anew, and nothing else is harmed', async () => {
    await studio.server.kill();
    await rm(join(studio.server.dataDir, 'secret.key'));
    await studio.server.start();
    const page = await studio.open('/settings/providers');
    const own = page.getByRole('list', { name: 'Учётные записи провайдера «Ателье»' });
    await own.getByText('ключ нужно ввести заново').waitFor();
    await own.getByText('верните файл на место').waitFor();
    expect(await axeProblems(page)).toEqual([]);
    await own.getByRole('button', { name: 'Ввести ключ: «Студия»' }).click();
    await page.getByRole('dialog').getByLabel('Ключ', { exact: true }).fill(KEY);
    await page.keyboard.press('Enter');
    await own.getByText('ключ …7Qx9').waitFor();
    expect(studio.complaints).toEqual([]);
  });

  test('both pages and their dialogs pass axe, in both looks, wide and on a phone', async () => {
    for (const theme of ['dark', 'light'])
      for (const viewport of [
        { width: 1440, height: 900 },
        { width: 390, height: 844 },
      ]) {
        const device = await studio.signedInDevice({ viewport });
        await device.addInitScript((choice) => localStorage.setItem('raskadr-theme', choice), theme);
        const page = await studio.open('/settings/providers', device);
        const look = async (what: string) =>
          expect.soft(await axeProblems(page), `${what}, ${theme}, ${viewport.width}`).toEqual([]);
        await page.getByText('Ателье').first().waitFor();
        await look('providers');
        await page.getByRole('button', { name: /: «Студия»$/ }).click();
        await page.getByRole('dialog').waitFor();
        await look('an account');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Добавить провайдера' }).click();
        await page.getByRole('dialog').waitFor();
        await look('a row');
        await page.goto(`${studio.url}/settings/models`);
        await page.getByText('Кисть 2').first().waitFor();
        await look('models');
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
        expect.soft(wide, `${theme}, ${viewport.width}: nothing beside the page`).toBe(false);
        await page.getByRole('button', { name: 'Что сделать с моделью «Кисть 2»' }).click();
        await page.getByRole('menuitem', { name: 'Цена' }).click();
        await page.getByRole('dialog').waitFor();
        await look('a price');
        await device.close();
      }
  });

  test('K14: a price by the token is read and changed on both sides, and the rest of it stays', async () => {
    const page = await studio.open('/settings/models');
    const row = page.getByRole('listitem').filter({ hasText: 'openai/gpt-6.1-sol' });
    await row.getByText('за миллион токенов: вход 2 $, выход 10 $').waitFor();
    await row.getByRole('button', { name: 'Что сделать с моделью «GPT-6.1 Sol»' }).click();
    await page.getByRole('menuitem', { name: 'Цена' }).click();
    await page.getByLabel('Вход', { exact: true }).fill('дорого');
    await page.getByRole('dialog').getByRole('button', { name: 'Сохранить' }).click();
    await page.getByText('сколько стоит миллион токенов на входе').waitFor();
    await page.getByLabel('Вход', { exact: true }).fill('3');
    await page.getByRole('dialog').getByRole('button', { name: 'Сохранить' }).click();
    await row.getByText('за миллион токенов: вход 3 $, выход 10 $').waitFor();
    const { models } = await page.evaluate(async () => (await fetch('/api/catalogue')).json());
    expect(models.find(({ id }: { id: string }) => id === 'openai/gpt-6.1-sol').price.tokens).toEqual({
      input: 3_000_000,
      cachedInput: 100_000,
      cacheWrite: 2_500_000,
      outputMost: 128_000,
    });
    await page.close();
  });

  test('K4: where a provider has failed the next model is offered with its price, and nothing is asked of it by itself', async () => {
    const page = await studio.open('/settings/providers');
    const [brush] = [Object(atelier.row()).models].flat();
    const third = { ...brush, id: 'second/brush-3', name: 'Кисть 3', retiresOn: null, notice: null };
    await paste(page, { ...atelier.row(), id: 'second', name: 'Второе ателье', models: [third] });
    await page.getByText('Сохранено: 1 модель').waitFor();
    const body = JSON.stringify({ key: KEY });
    await page.evaluate(async (json) => {
      const headers = { 'content-type': 'application/json' };
      await fetch('/api/accounts/second', { method: 'PATCH', headers, body: json });
    }, body);
    await page.getByRole('link', { name: 'К проектам' }).click();
    await openBox(page, { name: 'Второй фильм', shots: ['Закат'] });
    const model = page.getByLabel('Модель', { exact: true });
    await model.selectOption({ label: 'Кисть 2 (до 2027-06-01)' });
    await page.getByLabel('Формат', { exact: true }).selectOption('1:1');
    const sold = atelier.sold;
    atelier.key = 'a-key-of-another-day';
    await generate(page, 'Кит на закате');
    const offer = page.getByRole('button', { name: 'Взять для «Кисть 3», ≈ 0,04 $' });
    await offer.waitFor({ timeout: 45_000 });
    atelier.key = KEY;
    await offer.click();
    await expect.poll(() => model.locator('option:checked').textContent()).toBe('Кисть 3');
    expect(await page.getByLabel('Формат', { exact: true }).inputValue()).toBe('1:1');
    await expect.poll(() => promptField(page).inputValue()).toBe('Кит на закате');
    expect(atelier.sold).toBe(sold);
    expect(await axeProblems(page)).toEqual([]);
  });
});
