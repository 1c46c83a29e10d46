import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addShots, createProject, titlesOf, waitForCount, waitForPhase, waitForTitles } from './board.ts';
import { problemsOf } from './page-problems.ts';
import { aColleague, askToSignOut, OTHER_PASSWORD, setMember, signedInAs } from './people.ts';
import { seedProject } from './seed.ts';
import { openOffline, Studio } from './studio.ts';

describe('people', { timeout: 90_000 }, () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await Studio.open();
  });
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]();
  });

  async function openPalette(page: Page): Promise<void> {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
  }

  async function openMembers(path: string): Promise<Page> {
    const page = await studio.open(`${path}/settings`);
    await page.getByRole('button', { name: 'Покинуть проект' }).waitFor();
    return page;
  }

  test('an owner invites, changes roles and removes; the other one sees it', async () => {
    const colleague = await aColleague(studio, 'борис');
    const { path, titles } = await seedProject(studio, { name: 'Общий', shots: 2 });
    const page = await openMembers(path);
    await page.getByLabel('Логин').fill('никто');
    await page.getByRole('button', { name: 'Пригласить' }).click();
    await page.getByText('Нет пользователя с логином «никто»').waitFor();
    await page.getByLabel('Логин').fill('Борис');
    await page.getByRole('button', { name: 'Пригласить' }).click();
    const role = page.getByLabel('Роль участника «борис»');
    await role.waitFor();

    const his = await studio.open('/', colleague);
    await his.locator('[data-project]').getByText('Редактор').waitFor();
    await role.selectOption({ label: 'Только просмотр' });
    await his.locator('[data-project]').getByText('Только просмотр').waitFor();
    await his.locator('[data-project]').click();
    await waitForTitles(his, titles);

    await page.getByRole('button', { name: 'Убрать участника «борис»' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Убрать' }).click();
    await role.waitFor({ state: 'detached' });
    await his.getByText('Вас больше нет среди участников').waitFor();
    await his.goto(studio.url);
    await his.getByText('Здесь будут ваши проекты').waitFor();
  });

  test('the only owner can neither step down nor leave', async () => {
    const { path } = await seedProject(studio, { name: 'Мой', shots: 1 });
    const page = await openMembers(path);
    await page.getByLabel(/^Роль участника/).selectOption({ label: 'Редактор' });
    await page.getByText('Это единственный владелец проекта').first().waitFor();
    await expect.poll(() => page.getByLabel(/^Роль участника/).inputValue()).toBe('owner');
    await page.getByRole('button', { name: 'Покинуть проект' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Покинуть' }).click();
    await page.getByText('Это единственный владелец проекта').nth(1).waitFor();
  });

  test('an editor demoted while offline keeps what he typed, and nobody else gets it', async () => {
    const colleague = await aColleague(studio, 'вера');
    const { path, titles } = await seedProject(studio, { name: 'Спорный', shots: 2 });
    await setMember(studio, path, { login: 'вера', role: 'editor' });
    const his = await studio.open(path, colleague);
    await waitForTitles(his, titles);
    await openOffline(his);
    await waitForPhase(his, 'offline');
    await addShots(his, ['Успела напечатать']);
    await setMember(studio, path, { login: 'вера', role: 'viewer' });
    await colleague.setOffline(false);
    await his.getByText(/Правки, которые не успели уйти/).waitFor();
    await expect.poll(() => titlesOf(his)).toEqual([...titles, 'Успела напечатать']);
    const downloading = his.waitForEvent('download');
    await his.getByRole('button', { name: 'Скачать копию' }).first().click();
    const copy = await (await downloading).createReadStream();
    const text = (await copy.toArray()).join('');
    expect(text).toContain('Успела напечатать');
    const page = await studio.open(path);
    await waitForTitles(page, titles);

    await setMember(studio, path, { login: 'вера', role: 'editor' });
    await waitForTitles(page, [...titles, 'Успела напечатать']);
  });

  test('an editor demoted in the middle of his typing is told so, keeps his words and sends none of them', async () => {
    const colleague = await aColleague(studio, 'лев');
    const { path, titles } = await seedProject(studio, { name: 'Живой', shots: 2 });
    await setMember(studio, path, { login: 'лев', role: 'editor' });
    const his = await studio.open(path, colleague);
    await waitForTitles(his, titles);
    await waitForPhase(his, 'saved');
    await addShots(his, ['До перемены']);
    const page = await studio.open(path);
    await waitForTitles(page, [...titles, 'До перемены']);

    // The field is open and half typed when the right to write goes; the words are finished after it.
    await his.getByRole('button', { name: 'Добавить шот' }).click();
    const field = his.getByRole('textbox', { name: /^Название шота/ });
    await field.pressSequentially('Не по');
    await setMember(studio, path, { login: 'лев', role: 'viewer' });
    await field.pressSequentially('спела');
    await field.press('Enter');
    await his.getByText('Теперь вы можете только смотреть этот проект').waitFor();
    await waitForPhase(his, 'trouble');
    expect((await titlesOf(his)).at(-1)).toBe('Не поспела');
    await expect.poll(() => his.getByRole('button', { name: 'Добавить шот' }).count()).toBe(0);
    const downloading = his.waitForEvent('download');
    await his.getByRole('button', { name: 'Скачать копию' }).first().click();
    const copy = await (await downloading).createReadStream();
    expect((await copy.toArray()).join('')).toContain('Не поспела');

    await his.reload();
    await his.getByText('Теперь вы можете только смотреть этот проект').waitFor();
    await expect.poll(() => titlesOf(his)).toContain('Не поспела');
    const fresh = await studio.open(path);
    await waitForCount(fresh, 4);
    await expect.poll(() => titlesOf(fresh)).not.toContain('Не поспела');
  });

  test('a project whose owner was disabled is taken over by an admin', async () => {
    const colleague = await aColleague(studio, 'захар');
    const his = await studio.open('/', colleague);
    await createProject(his, 'Сирота');
    await addShots(his, ['Один']);
    await waitForPhase(his, 'saved');

    const page = await studio.open('/settings/people');
    await page.getByRole('button', { name: 'Отключить пользователя «захар»' }).click();
    await page.getByText(/^1\sшот\s· владел: захар$/).waitFor();
    await page.getByRole('button', { name: 'Взять себе проект «Сирота»' }).click();
    await page.getByText('Теперь вы владелец проекта «Сирота»').waitFor();
    await expect.poll(() => page.getByText('Проекты без владельца').count()).toBe(0);
    await page.goto(studio.url);
    await page.getByRole('link', { name: /Сирота/ }).click();
    await waitForTitles(page, ['Один']);
    await addShots(page, ['Два']);
    await page.getByRole('link', { name: 'Настройки проекта' }).click();
    await page.getByRole('button', { name: 'Убрать участника «захар»' }).waitFor();
  });

  test('the page of people stays in its place without a net, and a member is not offered it', async () => {
    const page = await studio.open('/settings/people');
    await page.getByRole('link', { name: 'Люди' }).waitFor();
    await openOffline(page);
    await page.getByText('Нет связи с сервером').first().waitFor();
    await page.getByRole('link', { name: 'Люди' }).waitFor();
    await openPalette(page);
    await page.keyboard.type('люди');
    await page.getByRole('option', { name: /^Люди/ }).waitFor();
    await page.context().close();

    const colleague = await aColleague(studio, 'ираклий');
    const his = await studio.open('/', colleague);
    await his.getByText('Здесь будут ваши проекты').waitFor();
    await openPalette(his);
    await his.keyboard.type('учётная');
    await his.getByRole('option', { name: /^Учётная запись/ }).waitFor();
    await expect.poll(() => his.getByRole('option', { name: /^Люди/ }).count()).toBe(0);
    await his.keyboard.press('Control+a');
    await his.keyboard.type('люди');
    await his.getByText('Ничего не нашлось').waitFor();
  });

  test('the address of a foreign project says so, and nothing of lost edits or a missing net', async () => {
    const { path } = await seedProject(studio, { name: 'Чужой', shots: 1 });
    const his = await studio.open(path, await aColleague(studio, 'клара'));
    await his.getByText('Проект не открылся').waitFor();
    await waitForPhase(his, 'saved');
    await expect.poll(() => his.getByText('Вас больше нет среди участников').count()).toBe(0);
  });

  test('a change of password ends the other browser and keeps this one', async () => {
    const colleague = await aColleague(studio, 'глеб');
    const other = await studio.open(
      '/settings/account',
      await signedInAs(studio, { login: 'глеб', password: OTHER_PASSWORD }),
    );
    await other.getByText('Этот браузер').waitFor();
    const page = await studio.open('/settings/account', colleague);
    await page.getByLabel('Текущий пароль').fill('не тот пароль');
    await page.getByLabel('Новый пароль').fill('новый-длинный-пароль-9');
    await page.getByRole('button', { name: 'Сменить пароль' }).click();
    await page.getByText('Текущий пароль не подошёл').waitFor();
    await page.getByLabel('Текущий пароль').fill(OTHER_PASSWORD);
    await page.getByRole('button', { name: 'Сменить пароль' }).click();
    await page.getByText('Пароль изменён').waitFor();
    await page.getByText('Других входов нет').waitFor();
    await other.reload();
    await other.getByText('Нужно войти').first().waitFor();
    await page.reload();
    await page.getByText('Этот браузер').waitFor();
  });

  test('sessions are listed and ended one by one', async () => {
    await aColleague(studio, 'дина');
    const device = await signedInAs(studio, { login: 'дина', password: OTHER_PASSWORD });
    const page = await studio.open('/settings/account', device);
    await page.getByText('Firefox, Windows').nth(1).waitFor();
    await page.getByRole('button', { name: /^Завершить вход: Firefox, Windows/ }).click();
    await page.getByText('Других входов нет').waitFor();
  });

  test('an admin adds a person, sets a password, disables; a member has no such page', async () => {
    const page = await studio.open('/settings/people');
    await page.getByRole('button', { name: 'Добавить человека' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Логин').fill('егор');
    await dialog.getByLabel('Пароль', { exact: true }).fill('12345678');
    await dialog.getByRole('button', { name: 'Добавить' }).click();
    await dialog.getByText('есть в списках частых паролей').waitFor();
    await dialog.getByLabel('Пароль', { exact: true }).fill(OTHER_PASSWORD);
    await dialog.getByRole('button', { name: 'Добавить' }).click();
    await dialog.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Задать пароль пользователю «егор»' }).click();
    await dialog.getByLabel('Новый пароль', { exact: true }).fill('другой-пароль-егора-5');
    await dialog.getByRole('button', { name: 'Задать' }).click();
    await dialog.waitFor({ state: 'detached' });
    const his = await signedInAs(studio, { login: 'егор', password: 'другой-пароль-егора-5' });
    const settings = await studio.open('/settings/account', his);
    await settings.getByText('Участник', { exact: true }).waitFor();
    await expect.poll(() => settings.getByRole('link', { name: 'Люди' }).count()).toBe(0);
    await settings.goto(`${studio.url}/settings/people`);
    await settings.getByText('виден только администраторам').waitFor();

    await page.getByRole('button', { name: 'Отключить пользователя «егор»' }).click();
    await page.getByText('Отключён').waitFor();
    await settings.reload();
    await settings.getByText('Нужно войти').first().waitFor();
    await page.getByLabel('Роль пользователя «anna»').selectOption({ label: 'Участник' });
    await page.getByText('Это единственный администратор').first().waitFor();
  });

  test('leaving with unsent work asks first; waiting sends it, and then this device knows nothing', async () => {
    const colleague = await aColleague(studio, 'жанна');
    const { path, titles } = await seedProject(studio, { name: 'Прощание', shots: 1 });
    await setMember(studio, path, { login: 'жанна', role: 'editor' });
    const page = await studio.open(path, colleague);
    await waitForTitles(page, titles);
    await waitForPhase(page, 'saved');
    await openOffline(page);
    await waitForPhase(page, 'offline');
    await addShots(page, ['Последний штрих']);
    await page.getByRole('link', { name: 'К проектам' }).click();
    await askToSignOut(page);
    const dialog = page.getByRole('dialog', { name: 'Не всё отправлено на сервер' });
    await dialog.getByText(/ещё не на сервере/).waitFor();
    await dialog.getByRole('button', { name: 'Остаться' }).click();
    await askToSignOut(page);
    await dialog.getByRole('button', { name: 'Дождаться и выйти' }).click();
    await dialog.getByText('Ждём сеть').waitFor();
    await colleague.setOffline(false);
    await page.waitForURL(/\/login/);
    const kept = await page.evaluate(async () => ({
      databases: (await indexedDB.databases()).map(({ name }) => name),
      local: Object.keys(localStorage).filter((key) => key === 'raskadr.user'),
    }));
    expect(kept).toEqual({ databases: [], local: [] });
    const owner = await studio.open(path);
    await waitForTitles(owner, [...titles, 'Последний штрих']);
  });

  test('the pages of settings are in Russian and fit every window', async () => {
    const page = await studio.open('/settings/device');
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      for (const [part, title] of [
        ['device', 'Это устройство'],
        ['account', 'Учётная запись'],
        ['people', 'Люди'],
        ['appearance', 'Вид'],
      ]) {
        await page.goto(`${studio.url}/settings/${part}`);
        await page.getByRole('heading', { level: 1, name: title }).waitFor();
        const problems = await problemsOf(page);
        expect(problems.filter((line) => !/anna|AN$|Firefox|Windows/.test(line))).toEqual([]);
      }
    }
  });

  test('a look is chosen by keyboard and kept', async () => {
    const page = await studio.open('/settings/appearance');
    await page.getByRole('radio', { name: /^Тёмная/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('html[data-theme="light"]').waitFor();
    await page.reload();
    await page.locator('html[data-theme="light"]').waitFor();
    await expect.poll(() => page.getByRole('radio', { name: /^Светлая/ }).isChecked()).toBe(true);
  });

  test('no page of this file has complained', () => {
    expect(studio.complaints).toEqual([]);
  });
});
