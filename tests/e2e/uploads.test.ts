import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PIECE_BYTES } from '#shared/uploads/protocol.ts';
import { axeProblems } from './axe.ts';
import { addShots, createProject, shot, waitForPhase, waitForTitles } from './board.ts';
import { startRunner } from './box.ts';
import { aColour, aNoise, dropFiles, pasteFiles, putFiles } from './drop.ts';
import { addAsLaidOut } from './layout-dialog.ts';
import { aColleague, askToSignOut, setMember } from './people.ts';
import { aFilm } from './some-media.ts';
import { PASSWORD, readyForOffline, Studio } from './studio.ts';
import { line, PATIENCE_MS, panel, waitForHeadliner, waitForState, watchPieces } from './upload-panel.ts';

describe('files from the desktop', { timeout: 120_000 }, () => {
  let studio: Studio;
  let runner: ReturnType<typeof startRunner>;
  let folder: string;

  beforeAll(async () => {
    studio = await Studio.open();
    runner = startRunner(studio);
  });
  afterAll(async () => {
    await runner?.[Symbol.asyncDispose]();
    await studio?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'raskadr-drop-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
    expect(studio.complaints.splice(0)).toEqual([]);
  });

  test('M61: pictures and a folder dropped on the board become shots in the order of their names, each with its headliner', async () => {
    await putFiles(folder, {
      'план 2.png': await aColour(2),
      'план 10.png': await aColour(10),
      'съёмка/а.png': await aColour(20),
      'съёмка/ночь/б.png': await aColour(21),
      'съёмка/.DS_Store': 'x',
    });
    const page = await studio.open('/');
    await createProject(page, 'С диска');
    await addShots(page, ['Был здесь']);
    const paths = ['план 10.png', 'план 2.png', 'съёмка'].map((name) => join(folder, name));
    await dropFiles(page, page.locator('main'), { paths, promise: /Отпустите/ });
    await addAsLaidOut(page);
    await waitForTitles(page, ['Был здесь', 'план 2', 'план 10', 'а', 'б']);
    for (const title of ['план 2', 'план 10', 'а', 'б']) await waitForHeadliner(page, title);
    for (const name of ['план 2.png', 'план 10.png', 'а.png', 'б.png'])
      await waitForState(page, name, 'done');
    await panel(page).getByText('Загружено: 4 файла').waitFor();
    // One gesture, one step back.
    await page.locator('main').press('Control+z');
    await waitForTitles(page, ['Был здесь']);
    await page.context().close();
  });

  test('M61: a file dropped on a card goes into that shot', async () => {
    await putFiles(folder, { 'кадр.png': await aColour(30) });
    const page = await studio.open('/');
    await createProject(page, 'На карточку');
    await addShots(page, ['Один', 'Два']);
    await dropFiles(page, shot(page, 'Два').locator('.card'), {
      paths: [join(folder, 'кадр.png')],
      promise: /Отпустите: 1\sфайл\s— в\sшот\s2/,
    });
    await waitForHeadliner(page, 'Два');
    await waitForTitles(page, ['Один', 'Два']);
    await page.context().close();
  });

  test('M60: what is no media, what is empty, and a sound without a shot are refused by name before anything is sent', async () => {
    await putFiles(folder, {
      'схема.svg': '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
      'список.mp4': '#EXTM3U\nhttp://127.0.0.1/a',
      'пусто.png': '',
      'голос.flac': 'fLaC0000',
    });
    const page = await studio.open('/');
    await createProject(page, 'Чужое');
    await addShots(page, ['Один']);
    const posts: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/uploads')) posts.push(request.url());
    });
    await dropFiles(page, page.locator('main'), { paths: [folder], promise: /Отпустите/ });
    const refused = panel(page).getByRole('alert');
    await refused.getByText('Не приняты: 4').waitFor();
    for (const name of ['схема.svg', 'список.mp4', 'пусто.png', 'голос.flac'])
      await refused.getByText(name).waitFor();
    await refused.getByText('бросьте файл на карточку шота').waitFor();
    await waitForTitles(page, ['Один']);
    expect(posts).toEqual([]);
    await refused.getByRole('button', { name: 'Понятно' }).click();
    await panel(page).waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('M61: files pasted in a box belong to its shot, and a paste into a text stays a paste', async () => {
    const page = await studio.open('/');
    await createProject(page, 'Из буфера');
    await addShots(page, ['Порт']);
    await shot(page, 'Порт').locator('[data-face]').press('Enter');
    await page.waitForURL(/\/s\//);
    await page.getByRole('button', { name: 'Добавить файлы' }).waitFor();
    const content = await aColour(40);
    const files = [{ name: 'снимок.png', type: 'image/png', content }];
    await page.getByRole('textbox', { name: /^Промт/ }).focus();
    expect(await pasteFiles(page, files)).toBe(false);
    await page.getByRole('heading', { level: 1 }).click();
    await expect.poll(() => pasteFiles(page, files), { timeout: 10_000 }).toBe(true);
    await waitForState(page, 'снимок.png', 'done');
    await page.getByRole('link', { name: 'К раскадровке' }).click();
    await waitForHeadliner(page, 'Порт');
    await page.context().close();
  });

  test('picked files go where dropped ones go', async () => {
    const page = await studio.open('/');
    await createProject(page, 'Из окна');
    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Добавить файлы' }).click();
    await (await choosing).setFiles({ name: 'один.png', mimeType: 'image/png', buffer: await aColour(50) });
    await waitForTitles(page, ['один']);
    await waitForHeadliner(page, 'один');
    await page.context().close();
  });

  test('M65: content that is on the server already is not sent again', async () => {
    await putFiles(folder, { 'раз.png': await aNoise(1, { width: 300, height: 300 }) });
    const page = await studio.open('/');
    await createProject(page, 'Дважды');
    await addShots(page, ['Один', 'Два']);
    const paths = [join(folder, 'раз.png')];
    await dropFiles(page, shot(page, 'Один').locator('.card'), { paths, promise: /в\sшот\s1/ });
    await waitForState(page, 'раз.png', 'done');
    await panel(page).getByRole('button', { name: 'Убрать загруженные' }).click();
    await panel(page).waitFor({ state: 'detached' });
    const pieces = watchPieces(page);
    await dropFiles(page, shot(page, 'Два').locator('.card'), { paths, promise: /в\sшот\s2/ });
    await panel(page).getByText('Уже загружено').waitFor();
    await waitForHeadliner(page, 'Два');
    expect(pieces).toEqual([]);
    await page.context().close();
  });

  test('M62, M65: the net goes in the middle of a file and the page is loaded anew: it goes on where the server stands', async () => {
    const content = await aNoise(2, { width: 2600, height: 2600 });
    await putFiles(folder, { 'большой.png': content });
    const page = await studio.open('/');
    await createProject(page, 'Обрыв');
    await addShots(page, ['Один']);
    await waitForPhase(page, 'saved');
    await readyForOffline(page);
    const pieces = watchPieces(page);
    const devtools = await page.context().newCDPSession(page);
    const slow = { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: 4 * 1024 ** 2 };
    await devtools.send('Network.emulateNetworkConditions', slow);
    const paths = [join(folder, 'большой.png')];
    await dropFiles(page, shot(page, 'Один').locator('.card'), { paths, promise: /в\sшот\s1/ });
    await expect.poll(() => pieces.length, { timeout: PATIENCE_MS, interval: 20 }).toBeGreaterThanOrEqual(2);
    await page.context().setOffline(true);
    await panel(page)
      .getByText(/ждём сеть/)
      .waitFor();
    await devtools.detach();
    await page.reload();
    await panel(page)
      .getByText(/ждём сеть|Загрузка/)
      .waitFor();
    await page.context().setOffline(false);
    await waitForState(page, 'большой.png', 'done');
    await waitForHeadliner(page, 'Один');
    expect(content.length).toBeGreaterThan(2 * PIECE_BYTES);
    const sent = pieces.reduce((sum, { offset }) => sum + Math.min(PIECE_BYTES, content.length - offset), 0);
    expect(sent - content.length).toBeLessThanOrEqual(PIECE_BYTES);
    const offsets = pieces.map(({ offset }) => offset);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
    await page.context().close();
  });

  test('M64: two tabs show the same, and the one that is left sends on', async () => {
    const content = await aNoise(3, { width: 2600, height: 2600 });
    await putFiles(folder, { 'общий.png': content });
    const device = await studio.signedInDevice();
    const first = await studio.open('/', device);
    const path = await createProject(first, 'Две вкладки');
    await addShots(first, ['Один']);
    await waitForPhase(first, 'saved');
    const second = await studio.open(path, device);
    await waitForTitles(second, ['Один']);
    const devtools = await device.newCDPSession(first);
    const slow = { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: 2 * 1024 ** 2 };
    await devtools.send('Network.emulateNetworkConditions', slow);
    await first.bringToFront();
    await dropFiles(first, shot(first, 'Один').locator('.card'), {
      paths: [join(folder, 'общий.png')],
      promise: /в\sшот\s1/,
    });
    await waitForState(first, 'общий.png', 'sending');
    await waitForState(second, 'общий.png', 'sending');
    await second.bringToFront();
    await line(second, 'общий.png').getByRole('button', { name: 'Приостановить: общий.png' }).click();
    await waitForState(first, 'общий.png', 'paused');
    await line(second, 'общий.png').getByRole('button', { name: 'Продолжить: общий.png' }).click();
    await waitForState(first, 'общий.png', 'sending');
    await first.close();
    await waitForState(second, 'общий.png', 'done');
    await waitForHeadliner(second, 'Один');
    await device.close();
  });

  test('M63: what the device has no room for goes from memory, and is picked again after a reload', async () => {
    const content = await aNoise(4, { width: 2600, height: 2600 });
    await putFiles(folder, { 'тяжёлый.png': content, 'другой.png': await aColour(80) });
    const device = await studio.signedInDevice();
    await device.addInitScript(() => {
      // A page without an address has no storage.
      if (navigator.storage) navigator.storage.estimate = async () => ({ quota: 200 * 1024 ** 2, usage: 0 });
    });
    const page = await studio.open('/', device);
    await createProject(page, 'Мало места');
    await addShots(page, ['Один']);
    await waitForPhase(page, 'saved');
    const pieces = watchPieces(page);
    const devtools = await page.context().newCDPSession(page);
    const slow = { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: 4 * 1024 ** 2 };
    await devtools.send('Network.emulateNetworkConditions', slow);
    const paths = [join(folder, 'тяжёлый.png')];
    await dropFiles(page, shot(page, 'Один').locator('.card'), { paths, promise: /в\sшот\s1/ });
    await panel(page)
      .getByText(/не закрывайте вкладку/)
      .waitFor();
    await expect.poll(() => pieces.length, { timeout: PATIENCE_MS, interval: 20 }).toBeGreaterThanOrEqual(2);
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await waitForState(page, 'тяжёлый.png', 'lost');
    await devtools.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 });
    const pick = async (name: string) => {
      const choosing = page.waitForEvent('filechooser');
      await panel(page).getByRole('button', { name: 'Выбрать файл ещё раз: тяжёлый.png' }).click();
      await (await choosing).setFiles(join(folder, name));
    };
    await pick('другой.png');
    await panel(page).getByText('это другой файл').waitFor();
    await pick('тяжёлый.png');
    await waitForState(page, 'тяжёлый.png', 'done');
    await waitForHeadliner(page, 'Один');
    const sent = pieces.reduce((sum, { offset }) => sum + Math.min(PIECE_BYTES, content.length - offset), 0);
    expect(sent - content.length).toBeLessThanOrEqual(PIECE_BYTES);
    await page.context().close();
  });

  test('M61: who may only look is told so, and nothing comes of the drop', async () => {
    await putFiles(folder, { 'кадр.png': await aColour(90) });
    const owner = await studio.open('/');
    const path = await createProject(owner, 'Только смотреть');
    await addShots(owner, ['Один']);
    await waitForPhase(owner, 'saved');
    const colleague = await aColleague(studio, 'boris');
    await setMember(studio, path, { login: 'boris', role: 'viewer' });
    const page = await studio.open(path, colleague);
    await waitForTitles(page, ['Один']);
    const paths = [join(folder, 'кадр.png')];
    await dropFiles(page, page.locator('main'), { paths, promise: /можно только смотреть/ });
    expect(await page.getByRole('button', { name: 'Добавить файлы' }).count()).toBe(0);
    await page.locator('.overlay').waitFor({ state: 'detached' });
    await waitForTitles(page, ['Один']);
    expect(await panel(page).count()).toBe(0);
    await colleague.close();
    await owner.context().close();
  });

  test('M66: files of somebody who has to sign in wait, and go when he has', async () => {
    await putFiles(folder, { 'пропуск.png': await aColour(100) });
    const device = await studio.signedInDevice();
    const page = await studio.open('/', device);
    const path = await createProject(page, 'Пропуск');
    await addShots(page, ['Один']);
    await waitForPhase(page, 'saved');
    await device.clearCookies();
    await dropFiles(page, shot(page, 'Один').locator('.card'), {
      paths: [join(folder, 'пропуск.png')],
      promise: /в\sшот\s1/,
    });
    await panel(page)
      .getByText(/нужно войти/)
      .waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Войти' }).click();
    await page.getByLabel('Пароль', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Войти' }).click();
    await page.getByRole('heading', { name: 'Проекты' }).waitFor();
    const other = await studio.open(path);
    await waitForHeadliner(other, 'Один');
    await other.context().close();
    await device.close();
  });

  test('M68: a film has a picture of its first frame before anything is sent, and panel and page pass axe', async () => {
    const film = await aFilm();
    await putFiles(folder, { 'проба.mp4': film.content });
    const page = await studio.open('/');
    await createProject(page, 'Плёнка');
    await page.route('**/api/uploads**', (route) => route.abort());
    await dropFiles(page, page.locator('main'), {
      paths: [join(folder, 'проба.mp4')],
      promise: /Отпустите: 1\sфайл станет новым шотом/,
    });
    await waitForTitles(page, ['проба']);
    await expect
      .poll(() => shot(page, 'проба').locator('img').getAttribute('src'), { timeout: PATIENCE_MS })
      .toMatch(/^blob:/);
    await waitForState(page, 'проба.mp4', 'retrying');
    expect(await axeProblems(page)).toEqual([]);
    await page.unroute('**/api/uploads**');
    await waitForState(page, 'проба.mp4', 'done');
    await waitForHeadliner(page, 'проба');
    await page.context().close();
  });
});

describe('files without a server', { timeout: 120_000 }, () => {
  let studio: Studio;
  let folder: string;

  beforeEach(async () => {
    studio = await Studio.open();
    folder = await mkdtemp(join(tmpdir(), 'raskadr-drop-'));
  });
  afterEach(async () => {
    await studio[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  test('M62, M67, M68: dropped offline they wait on the device through a reload, and arrive with their shots', async () => {
    await putFiles(folder, { 'перрон.png': await aColour(60), 'купе.png': await aColour(61) });
    const page = await studio.open('/');
    const path = await createProject(page, 'Из поезда');
    await addShots(page, ['Один']);
    await waitForPhase(page, 'saved');
    await readyForOffline(page);
    await studio.server.kill();
    const paths = ['перрон.png', 'купе.png'].map((name) => join(folder, name));
    await dropFiles(page, page.locator('main'), { paths, promise: /выберите\sшоты: 2\sфайла/ });
    await addAsLaidOut(page);
    await waitForTitles(page, ['Один', 'купе', 'перрон']);
    for (const name of ['перрон.png', 'купе.png'])
      await expect
        .poll(() => line(page, name).getAttribute('data-upload'), { timeout: PATIENCE_MS })
        .toMatch(/waiting|sending|retrying/);
    // What stands for them meanwhile was made here.
    await expect
      .poll(() => shot(page, 'купе').locator('img').getAttribute('src'), { timeout: PATIENCE_MS })
      .toMatch(/^blob:/);
    await page.reload();
    await waitForTitles(page, ['Один', 'купе', 'перрон']);
    await expect
      .poll(() => shot(page, 'перрон').locator('img').getAttribute('src'), { timeout: PATIENCE_MS })
      .toMatch(/^blob:/);
    await studio.server.start();
    const runner = startRunner(studio);
    try {
      for (const name of ['перрон.png', 'купе.png']) await waitForState(page, name, 'done');
      const other = await studio.open(path);
      for (const title of ['перрон', 'купе']) await waitForHeadliner(other, title);
      expect(studio.complaints).toEqual([]);
    } finally {
      await runner[Symbol.asyncDispose]();
    }
  });

  test('M69: signing out with files that wait asks first, and takes them off the device', async () => {
    await putFiles(folder, { 'ждёт.png': await aColour(70) });
    const page = await studio.open('/');
    await createProject(page, 'Выход');
    await addShots(page, ['Один']);
    await waitForPhase(page, 'saved');
    await readyForOffline(page);
    await page.route('**/api/uploads**', (route) => route.abort());
    await dropFiles(page, shot(page, 'Один').locator('.card'), {
      paths: [join(folder, 'ждёт.png')],
      promise: /в\sшот\s1/,
    });
    await waitForState(page, 'ждёт.png', 'retrying');
    await askToSignOut(page);
    const dialog = page.getByRole('dialog', { name: 'Не всё отправлено на сервер' });
    await dialog.getByText(/1\sфайл ещё не на сервере/).waitFor();
    await dialog.getByRole('button', { name: 'Выйти и стереть' }).click();
    await page.waitForURL(/\/login$/);
    const left = await page.evaluate(async () => {
      const names: string[] = [];
      const walk = async (folder: FileSystemDirectoryHandle) => {
        for await (const [name, handle] of folder.entries()) {
          names.push(name);
          if (handle instanceof FileSystemDirectoryHandle) await walk(handle);
        }
      };
      await walk(await navigator.storage.getDirectory());
      return names.filter((name) => name !== 'raskadr-uploads');
    });
    expect(left).toEqual([]);
  });
});
