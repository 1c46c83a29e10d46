import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunnerProcess } from '../runner/runner-process.ts';
import { addShots, createProject, face, shot, waitForKeyboardAt, waitForPhase } from './board.ts';
import {
  generate,
  openBox,
  promptField,
  results,
  setParameter,
  startRunner,
  takeTile,
  waitForPicture,
  waitForVideo,
} from './box.ts';
import { isSound } from './sound.ts';
import { readyForOffline, Studio } from './studio.ts';

const WAY_MAX_MS = 180_000;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describe('the box of a shot', { timeout: 120_000 }, () => {
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

  test('from a clean folder without a key to the first picture and the first video, in the box and on the storyboard', async () => {
    const startedAt = performance.now();
    const page = await studio.open('/');
    const board = await openBox(page, { name: 'Ночной рейс', shots: ['Крыша', 'Мост'] });
    await page.getByText('Дублей пока нет').waitFor();
    await page.getByText('Имитация работает без ключей').waitFor();
    await page.getByText('бесплатно').first().waitFor();
    await isSound(page);

    await generate(page, 'Ночная крыша под дождём');
    await waitForPicture(page);
    await page.getByRole('button', { name: /: хедлайнер шота\. Снять$/ }).waitFor();
    await isSound(page);

    await page.getByRole('button', { name: /^Оживить: Картинка/ }).click();
    await waitForKeyboardAt(promptField(page));
    await generate(page, 'Камера медленно поднимается');
    await waitForVideo(page);
    await isSound(page);

    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.waitForURL(`**${board}`);
    await waitForKeyboardAt(face(page, 'Крыша'));
    await page.waitForFunction(
      () => (document.querySelector<HTMLImageElement>('[data-shot] img')?.naturalWidth ?? 0) > 0,
    );
    await shot(page, 'Крыша').getByRole('img', { name: 'Хедлайнер шота «Крыша»' }).waitFor();
    const tookMs = performance.now() - startedAt;
    expect(tookMs).toBeLessThan(WAY_MAX_MS);
    console.log(`from a clean folder to a video on the storyboard: ${(tookMs / 1000).toFixed(1)} s`);

    await page.getByRole('link', { name: 'К проектам' }).click();
    await page.waitForFunction(
      () => (document.querySelector<HTMLImageElement>('.mosaic img')?.naturalWidth ?? 0) > 0,
    );
    expect(studio.complaints).toEqual([]);
    await page.context().close();
  });

  test('begun offline it asks once, over a reload, and is finished online', async () => {
    const page = await studio.open('/');
    await openBox(page, { name: 'Без сети', shots: ['Порт'] });
    await page.getByText('Имитация работает без ключей').waitFor();
    await waitForPhase(page, 'saved');
    await readyForOffline(page);
    await studio.server.kill();
    await waitForPhase(page, 'offline');

    await generate(page, 'Порт на рассвете');
    await page.getByText('Ждёт вашего слова').waitFor();
    await page.reload();
    await page.getByText('Ждёт вашего слова').waitFor();
    await expect.poll(() => promptField(page).inputValue()).toBe('Порт на рассвете');
    await isSound(page);

    await studio.server.start();
    const dialog = page.getByRole('dialog', { name: 'Отправить запуски?' });
    await dialog.getByText('1 запуск, бесплатно. Отправить?').waitFor();
    await isSound(page);
    await dialog.getByRole('button', { name: 'Отправить', exact: true }).click();
    await waitForPicture(page);
    await expect.poll(() => results(page).count()).toBe(1);
    await waitForPhase(page, 'saved');
    await page.reload();
    await waitForPicture(page);
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await page.context().close();
  });

  test('launches that are given up on return leave nothing behind', async () => {
    const page = await studio.open('/');
    await openBox(page, { name: 'Передумала', shots: ['Лес'] });
    await page.getByText('Имитация работает без ключей').waitFor();
    await waitForPhase(page, 'saved');
    await readyForOffline(page);
    await studio.server.kill();
    await waitForPhase(page, 'offline');
    await generate(page, 'Лес в тумане');
    await page.getByText('Ждёт вашего слова').waitFor();
    await generate(page, 'Лес на закате');
    await studio.server.start();
    const dialog = page.getByRole('dialog', { name: 'Отправить запуски?' });
    await dialog.getByText('2 запуска, бесплатно. Отправить?').waitFor();
    await dialog.getByRole('button', { name: 'Отменить запуски' }).click();
    await page.getByText('Дублей пока нет').waitFor();
    await waitForPhase(page, 'saved');
    await page.goto(`${studio.url}/queue`);
    await page.getByRole('tab', { name: /^Ждут\s*0$/ }).waitFor();
    await page.context().close();
  });

  test('a refusal says what to do; the take is repeated with another parameter', async () => {
    const page = await studio.open('/');
    await openBox(page, { name: 'Отказ', shots: ['Склад'] });
    await setParameter(page, 'Неполадка', 'refused');
    await generate(page, 'Склад');
    await page.getByText('Не получилось').waitFor();
    await page.getByText('Провайдер отклонил содержание').waitFor();
    await isSound(page);
    await setParameter(page, 'Неполадка', 'none');
    await page.keyboard.press('Control+Enter');
    await waitForPicture(page);
    await takeTile(page, 'Ошибка').click();
    await page.getByRole('button', { name: 'Убрать из ленты' }).click();
    await page.getByText('Не получилось').waitFor({ state: 'detached' });
    await expect.poll(() => page.locator('[data-entry]').count()).toBe(1);
    await page.context().close();
  });

  test('what a model would not take is told beside the field and costs nothing', async () => {
    const page = await studio.open('/');
    await openBox(page, { name: 'Пусто', shots: ['Пусто'] });
    await page.getByText('Имитация работает без ключей').waitFor();
    await page.getByRole('button', { name: 'Сгенерировать' }).click();
    await page.getByText('Опишите, что должно получиться.').waitFor();
    await waitForKeyboardAt(promptField(page));
    await promptField(page).fill('Кадр');
    await setParameter(page, 'Сколько картинок', '9');
    await page.getByRole('button', { name: 'Сгенерировать' }).click();
    await page.getByText('Проверьте поле «Сколько картинок»').waitFor();
    await expect.poll(() => page.locator('[data-entry]').count()).toBe(0);
    await page.context().close();
  });

  test('two people type into one prompt and lose nothing; a step back takes only the own words', async () => {
    const page = await studio.open('/');
    await openBox(page, { name: 'Вдвоём', shots: ['Сцена'] });
    await promptField(page).fill('начало конец');
    await waitForPhase(page, 'saved');
    const other = await studio.open(new URL(page.url()).pathname);
    await expect.poll(() => promptField(other).inputValue(), { timeout: 20_000 }).toBe('начало конец');

    await promptField(page).focus();
    await page.keyboard.press('End');
    await promptField(other).focus();
    await other.keyboard.press('Home');
    await other.keyboard.type('другое ');
    await expect.poll(() => promptField(page).inputValue(), { timeout: 20_000 }).toBe('другое начало конец');
    await page.keyboard.type('!');
    await expect
      .poll(() => promptField(other).inputValue(), { timeout: 20_000 })
      .toBe('другое начало конец!');
    await other.keyboard.press('Control+z');
    await expect.poll(() => promptField(page).inputValue(), { timeout: 20_000 }).toBe('начало конец!');
    await Promise.all([page.context().close(), other.context().close()]);
  });

  test('the star and the key H choose the headliner, and Ctrl+Z takes it back', async () => {
    const page = await studio.open('/');
    await openBox(page, { name: 'Звезда', shots: ['Кадр'] });
    await setParameter(page, 'Сколько картинок', '2');
    await generate(page, 'Два варианта');
    await waitForPicture(page);
    await expect.poll(() => results(page).count()).toBe(2);
    const first = page.getByRole('button', { name: /^Картинка\s1.*хедлайнер шота\. Снять$/ });
    await first.waitFor();
    await page
      .getByRole('button', { name: /^Картинка\s2/ })
      .first()
      .click();
    await page.getByRole('button', { name: /^Картинка\s2.*в хедлайнеры$/ }).waitFor();
    await page.keyboard.press('h');
    await page.getByRole('button', { name: /^Картинка\s2.*хедлайнер шота\. Снять$/ }).waitFor();
    await page.keyboard.press('Control+z');
    await page
      .getByRole('button', { name: /^Картинка\s1/ })
      .first()
      .click();
    await first.waitFor();
    await page.context().close();
  });

  test('the keys and the palette of a box are there in every box that is come to', async () => {
    const page = await studio.open('/');
    await openBox(page, { name: 'Клавиши', shots: ['Первый', 'Второй'] });
    await page.getByText('Дублей пока нет').waitFor();
    await page.keyboard.press('e');
    await waitForKeyboardAt(promptField(page));
    await page.keyboard.press('Escape');
    await page.keyboard.press(']');
    await page.getByRole('heading', { name: /Второй/ }).waitFor();
    await page.keyboard.press('e');
    await waitForKeyboardAt(promptField(page));
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Палитра команд' }).waitFor();
    await page.keyboard.type('перв');
    await page.getByRole('option', { name: /Первый/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /Первый/ }).waitFor();
    await page.keyboard.press('e');
    await waitForKeyboardAt(promptField(page));
    await page.context().close();
  });

  test('on a phone a tap opens the shot, what is started comes into sight and keeps its room', async () => {
    const page = await studio.open('/', await studio.signedInDevice(PHONE));
    const path = await createProject(page, 'Телефон');
    await addShots(page, ['Мост']);
    await waitForPhase(page, 'saved');
    await page.goto(`${studio.url}${path}`);
    await face(page, 'Мост').tap();
    await page.waitForURL(/\/s\//);
    await promptField(page).fill('Мост в тумане. '.repeat(20));
    await setParameter(page, 'Задержка, секунд', '3');
    await page.getByRole('button', { name: 'Сгенерировать' }).tap();
    const stage = page.getByText('Рисуем');
    await stage.waitFor();
    await expect.poll(() => stage.evaluate((words) => words.getBoundingClientRect().top)).toBeLessThan(700);
    const tile = page.locator('[data-entry]');
    const topOf = () => tile.evaluate((take) => take.getBoundingClientRect().top);
    const stood = await topOf();
    const heightOf = () => tile.evaluate((take) => take.getBoundingClientRect().height);
    const held = await heightOf();
    await waitForPicture(page);
    expect(Math.abs((await heightOf()) - held)).toBeLessThan(4);
    expect(Math.abs((await topOf()) - stood)).toBeLessThan(4);
    await isSound(page);
    await page.context().close();
  });

  test('a paused runner is named where its work is waited for', async () => {
    const page = await studio.open('/');
    await openBox(page, { name: 'Пауза', shots: ['Кадр'] });
    const queue = await studio.open('/queue', page.context());
    await queue.getByRole('button', { name: /^Пауза/ }).click();
    await queue.getByRole('button', { name: /^Продолжить/ }).waitFor();
    await generate(page, 'Кадр');
    await page.getByText('Раннер на паузе, поэтому задачи стоят').waitFor();
    await isSound(page);
    await queue.getByRole('button', { name: /^Продолжить/ }).click();
    await waitForPicture(page);
    await page.getByText('Раннер на паузе').waitFor({ state: 'detached' });
    await page.context().close();
  });
});
