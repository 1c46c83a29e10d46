import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addShots,
  createProject,
  face,
  waitForCount,
  waitForKeyboardAt,
  waitForPhase,
  waitForTitles,
} from './board.ts';
import { generate, openBox } from './box.ts';
import { problemsOf } from './page-problems.ts';
import { seedProject } from './seed.ts';
import { isSound } from './sound.ts';
import { openOffline, Studio } from './studio.ts';

describe('the projects page', { timeout: 90_000 }, () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await Studio.open();
  });
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]();
  });

  function tile(page: Page, name: string) {
    return page.locator('[data-project]').filter({ has: page.getByText(name, { exact: true }) });
  }

  async function act(page: Page, name: string, command: string): Promise<void> {
    await page.getByRole('button', { name: `Действия с проектом «${name}»` }).click();
    await page.getByRole('menuitem', { name: command }).click();
  }

  async function waitForOne(page: Page): Promise<void> {
    await expect.poll(() => page.locator('[data-project]').count(), { timeout: 20_000 }).toBe(1);
  }

  async function home(page: Page): Promise<void> {
    await page.goto(`${studio.url}/`);
    await page.getByRole('heading', { name: 'Проекты', level: 1 }).waitFor();
  }

  test('an empty list teaches: a new project, the demo, a file', async () => {
    const page = await studio.open('/');
    await page.getByText('Здесь будут ваши проекты').waitFor();
    await page.getByRole('button', { name: 'Загрузить из файла' }).waitFor();
    await page.getByRole('button', { name: 'Открыть демо' }).click();
    await page.waitForURL(/\/p\//);
    await waitForCount(page, 24);
    await home(page);
    await tile(page, 'Последний трамвай (демо)').getByText('24 шота').waitFor();
    const problems = await problemsOf(page);
    expect(problems.filter((line) => !/anna|AN$/.test(line))).toEqual([]);
  });

  test('a project made and renamed offline shows at once and reaches the server later', async () => {
    const page = await studio.open('/');
    await openOffline(page);
    await createProject(page, 'Без сети');
    await addShots(page, ['Первый', 'Второй']);
    await page.getByRole('link', { name: 'К проектам' }).click();
    await tile(page, 'Без сети')
      .getByText(/2\sшота/)
      .waitFor();
    await tile(page, 'Без сети').getByText('Создан на этом устройстве').waitFor();
    await act(page, 'Без сети', 'Переименовать');
    await page.getByRole('dialog').getByLabel('Название').fill('Из дома');
    await page.getByRole('dialog').getByRole('button', { name: 'Переименовать' }).click();
    await tile(page, 'Из дома')
      .getByText(/ждут отправки/)
      .waitFor();
    await page.context().setOffline(false);
    const other = await studio.open('/');
    await tile(other, 'Из дома')
      .getByText(/2\sшота/)
      .waitFor();
    await page.getByText(/ждут отправки/).waitFor({ state: 'detached' });
  });

  test('a rename of a project that is open nowhere reaches another browser', async () => {
    await seedProject(studio, { name: 'Чужое имя', shots: 3 });
    const page = await studio.open('/');
    await tile(page, 'Чужое имя').focus();
    await page.keyboard.press('F2');
    await page.getByRole('dialog').getByLabel('Название').fill('Имя по делу');
    await page.keyboard.press('Enter');
    await tile(page, 'Имя по делу').waitFor();
    const other = await studio.open('/');
    await tile(other, 'Имя по делу').waitFor();
  });

  test('a copy has all the shots, and its edits are its own', async () => {
    const { titles } = await seedProject(studio, { name: 'Образец', shots: 5 });
    const page = await studio.open('/');
    await act(page, 'Образец', 'Сделать копию');
    await tile(page, 'Образец (копия)')
      .getByText(/5\sшотов/)
      .waitFor();
    await tile(page, 'Образец (копия)').click();
    await waitForTitles(page, titles);
    await addShots(page, ['Только в копии']);
    await waitForPhase(page, 'saved');
    await home(page);
    await tile(page, 'Образец (копия)')
      .getByText(/6\sшотов/)
      .waitFor();
    await tile(page, 'Образец')
      .getByText(/5\sшотов/)
      .waitFor();
  });

  test('trash takes a project off the list, undo and restore bring it back', async () => {
    const { path } = await seedProject(studio, { name: 'Лишний', shots: 2 });
    const page = await studio.open('/');
    await tile(page, 'Лишний').focus();
    await page.keyboard.press('Delete');
    await tile(page, 'Лишний').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Отменить' }).click();
    await tile(page, 'Лишний').waitFor();

    await act(page, 'Лишний', 'В корзину');
    await page.getByRole('button', { name: /^Корзина: / }).click();
    await tile(page, 'Лишний')
      .getByText(/В корзине с/)
      .waitFor();
    const other = await studio.open(path);
    await other
      .getByText(/в корзине/)
      .first()
      .waitFor();
    await act(page, 'Лишний', 'Восстановить');
    await tile(page, 'Лишний').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'К проектам' }).click();
    await tile(page, 'Лишний').waitFor();
    await other
      .getByText(/в корзине/)
      .first()
      .waitFor({ state: 'detached' });
  });

  test('a project with unfinished work asks before it goes; what is called off can be repeated', async () => {
    const page = await studio.open('/');
    const path = await openBox(page, { name: 'В работе', shots: ['Док'] });
    await generate(page, 'Док ночью');
    await page.getByText('В очереди').waitFor();
    await page.getByRole('link', { name: /^Очередь: в работе\s1/ }).waitFor();
    await page.goto(studio.url);
    await page.getByRole('link', { name: /^Очередь: в работе\s1/ }).waitFor();
    await tile(page, 'В работе').focus();
    await page.keyboard.press('Delete');
    const dialog = page.getByRole('dialog', { name: 'Выбросить проект «В работе»?' });
    await dialog.getByText(/1\sнезаконченная задача/).waitFor();
    await isSound(page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await waitForKeyboardAt(tile(page, 'В работе'));
    await page.keyboard.press('Delete');
    await dialog.getByRole('button', { name: 'В корзину' }).press('Enter');
    await tile(page, 'В работе').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Отменить' }).click();
    await tile(page, 'В работе').waitFor();
    await page.goto(`${studio.url}${path}`);
    await face(page, 'Док').press('Enter');
    await page.getByText('Отменено').waitFor();
    await page.getByRole('button', { name: 'Повторить: Док ночью' }).waitFor();
    await page.context().close();
  });

  test('the file of a project comes back as a copy, and a broken one is refused in words', async () => {
    const { titles } = await seedProject(studio, { name: 'На память', shots: 4 });
    const page = await studio.open('/');
    const downloading = page.waitForEvent('download');
    await act(page, 'На память', 'Скачать файл проекта');
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('На память.raskadr');
    const bytes = await readFile(await download.path());

    const picking = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Загрузить из файла' }).click();
    const file = { name: 'На память.raskadr', mimeType: 'application/octet-stream' };
    await (await picking).setFiles({ ...file, buffer: bytes });
    const dialog = page.getByRole('dialog');
    await dialog.getByText('В файле проект «На память», 4').waitFor();
    await expect
      .poll(() => dialog.getByLabel('Название нового проекта').inputValue())
      .toBe('На память (копия)');
    await dialog.getByRole('button', { name: 'Загрузить' }).click();
    await page.waitForURL(/\/p\//);
    await waitForTitles(page, titles);
    await page.getByRole('button', { name: 'Проект «На память (копия)»' }).waitFor();

    await home(page);
    const pickingAgain = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Загрузить из файла' }).click();
    await (await pickingAgain).setFiles({ ...file, buffer: bytes.subarray(0, bytes.length / 2) });
    await page.getByText(/Файл проекта не принят/).waitFor();
    await page.getByText(/Ничего не изменилось/).waitFor();
    await expect.poll(() => dialog.getByRole('button', { name: 'Загрузить' }).isDisabled()).toBe(true);
  });

  test('a file dropped on the page is merged into the project it came from', async () => {
    const { path } = await seedProject(studio, { name: 'Слияние', shots: 2 });
    // Of the same name, and another film all the same.
    await seedProject(studio, { name: 'Слияние', shots: 3 });
    const page = await studio.open('/');
    await tile(page, 'Слияние').nth(1).waitFor();
    const bytes = Buffer.from(
      await (await page.request.get(`${studio.url}/api${path.replace('/p/', '/projects/')}/export`)).body(),
    );
    const transfer = await page.evaluateHandle((base64) => {
      const data = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const moved = new DataTransfer();
      moved.items.add(new File([data], 'Слияние.raskadr'));
      return moved;
    }, bytes.toString('base64'));
    await page.locator('body').dispatchEvent('dragover', { dataTransfer: transfer });
    await page.getByText('Отпустите файл проекта').waitFor();
    await page.locator('body').dispatchEvent('drop', { dataTransfer: transfer });
    const dialog = page.getByRole('dialog');
    const merge = dialog.getByRole('radio', { name: /Слить с «Слияние»/ });
    await merge.waitFor();
    await expect.poll(() => merge.count(), { message: 'the other one is not offered' }).toBe(1);
    await dialog.getByText(/2\sшота\s· правки .*\s· владелец anna/).waitFor();
    await merge.check();
    await dialog.getByRole('button', { name: 'Загрузить' }).click();
    await page.getByText('Файл слит с проектом «Слияние»').waitFor();
    await page.waitForURL(`**${path}`);
    await waitForCount(page, 2);
  });

  test('the keyboard alone makes, finds and opens a project', async () => {
    const page = await studio.open('/');
    await page.locator('[data-project]').first().waitFor();
    await page.keyboard.press('KeyN');
    await page.getByRole('dialog').getByLabel('Название').fill('С клавиатуры');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/p\//);
    await home(page);
    await tile(page, 'С клавиатуры').waitFor();
    const tiles = page.locator('[data-project]');
    await tiles.first().focus();
    await page.keyboard.press('ArrowRight');
    await waitForKeyboardAt(tiles.nth(1));
    await page.keyboard.press('End');
    await waitForKeyboardAt(tiles.last());
    await page.keyboard.press('Home');
    await waitForKeyboardAt(tiles.first());
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/p\//);
  });

  test('a list of many has a search; its shape and order are remembered', async () => {
    for (let n = 1; n <= 9; n++) await seedProject(studio, { name: `Серия ${n}`, shots: 1 });
    const page = await studio.open('/');
    await page.getByRole('searchbox', { name: 'Найти проект по имени' }).fill('серия 7');
    await tile(page, 'Серия 7').waitFor();
    await waitForOne(page);
    await page.getByRole('searchbox').fill('нет такого');
    await page.getByText('Ничего не нашлось').waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: 'Список' }).click();
    await page.getByLabel('Порядок').selectOption({ label: 'По имени' });
    await page.reload();
    await page.locator('ul.rows').waitFor();
    const names = await page.locator('[data-project] .name').allTextContents();
    expect(names).toEqual(names.toSorted(new Intl.Collator('ru', { numeric: true }).compare));
  });

  test('settings of a film are typed once and seen by everybody', async () => {
    const { path } = await seedProject(studio, { name: 'Настройки', shots: 1 });
    const page = await studio.open(`${path}/settings`);
    await page.getByLabel('Формат кадра').selectOption('9:16');
    await page.getByLabel('Кадров в секунду').selectOption('23.976');
    await page.getByLabel('Шаблон').fill('{project}/{shot}_{сцена}');
    await page.getByText('Таких подстановок нет: {сцена}').waitFor();
    await page.getByLabel('Шаблон').fill('{project}/{shot}');
    await page.getByText('Настройки-001.mp4').waitFor();
    await page.getByLabel('Название').fill('Настроено');
    await page.getByLabel('Название').press('Enter');
    await waitForPhase(page, 'saved');
    const other = await studio.open(`${path}/settings`);
    await expect.poll(() => other.getByLabel('Название').inputValue(), { timeout: 20_000 }).toBe('Настроено');
    await expect.poll(() => other.getByLabel('Формат кадра').inputValue()).toBe('9:16');
    await expect.poll(() => other.getByLabel('Кадров в секунду').inputValue()).toBe('23.976');
    await expect.poll(() => other.getByLabel('Шаблон').inputValue()).toBe('{project}/{shot}');
  });

  test('no page of this file has complained', () => {
    expect(studio.complaints).toEqual([]);
  });
});
