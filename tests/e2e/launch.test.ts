import { afterAll, beforeAll, describe, test } from 'vitest';
import { waitForPhase } from './board.ts';
import { generate, openBox } from './box.ts';
import { Studio } from './studio.ts';

describe('a launch', { timeout: 120_000 }, () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await Studio.open();
  });
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]();
  });

  test('C11: made the moment the net is gone it asks once, before any request has failed', async () => {
    const page = await studio.open('/');
    await openBox(page, { name: 'Обрыв', shots: ['Порт'] });
    await page.getByText('Имитация работает без ключей').waitFor();
    await waitForPhase(page, 'saved');
    await page.context().setOffline(true);
    await generate(page, 'Порт на рассвете');
    await page.getByText('Ждёт вашего слова').waitFor();
    await page.context().setOffline(false);
    const dialog = page.getByRole('dialog', { name: 'Отправить запуски?' });
    await dialog.getByText('1 запуск, бесплатно. Отправить?').waitFor();
    await dialog.getByRole('button', { name: 'Отправить', exact: true }).click();
    await page.getByText('В очереди').waitFor();
    await page.context().close();
  });

  test('C11: made when the server is back after a restart it goes by itself', async () => {
    const page = await studio.open('/');
    await openBox(page, { name: 'Перезапуск', shots: ['Порт'] });
    await page.getByText('Имитация работает без ключей').waitFor();
    await waitForPhase(page, 'saved');
    await studio.server.kill();
    await waitForPhase(page, 'offline');
    await studio.server.start();
    await waitForPhase(page, 'saved');
    await generate(page, 'Порт на рассвете');
    await page.getByText('В очереди').waitFor();
    await page.context().close();
  });
});
