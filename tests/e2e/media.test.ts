import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunnerProcess } from '../runner/runner-process.ts';
import { aFilmFile, type FilmAsset, type FilmShot } from './a-film-file.ts';
import { inspector, openBox, results, startRunner } from './box.ts';
import { askToSignOut } from './people.ts';
import { aDamagedPicture, aFilm, aPicture, aSound, someSubtitles } from './some-media.ts';
import { isSound } from './sound.ts';
import { readyForOffline, Studio } from './studio.ts';
import { UpdateProxy } from './update-proxy.ts';

const WORK_MS = 90_000;
const COVERS = 24;
/** So many of the 2.5 MB that 150 pictures may take. */
const COVERS_MAX_BYTES = (2_500_000 * COVERS) / 150;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

async function openFilm(page: Page, { name, shots }: { name: string; shots: FilmShot[] }): Promise<string> {
  const picking = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Загрузить из файла' }).click();
  const file = { mimeType: 'application/octet-stream', buffer: aFilmFile({ name, shots }) };
  await (await picking).setFiles({ name: `${name}.raskadr`, ...file });
  await page.getByRole('dialog').getByRole('button', { name: 'Загрузить' }).click();
  await page.waitForURL(/\/p\//);
  return new URL(page.url()).pathname;
}

async function addFiles(page: Page, files: Record<string, FilmAsset>): Promise<void> {
  const picking = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Добавить файлы' }).click();
  await (await picking).setFiles(
    Object.entries(files).map(([name, { content, type }]) => ({ name, mimeType: type, buffer: content })),
  );
}

/** Every cover of the board, brought into sight one after the other. */
async function drawnCovers(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    let drawn = 0;
    for (const picture of document.querySelectorAll('[data-shot] .picture')) {
      picture.scrollIntoView({ block: 'center' });
      await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
      const image = picture.querySelector('img');
      if (image?.complete && image.naturalWidth > 0) drawn++;
    }
    return drawn;
  });
}

async function waitForCovers(page: Page): Promise<void> {
  await page
    .locator('[data-shot]')
    .nth(COVERS - 1)
    .waitFor({ state: 'attached' });
  await expect.poll(() => drawnCovers(page), { timeout: WORK_MS, interval: 200 }).toBe(COVERS);
}

function keptPictures(page: Page, prefix: string): Promise<number> {
  return page.evaluate(async (begin) => {
    const names = (await caches.keys()).filter((name) => name.startsWith(begin));
    const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return keys.flat().length;
  }, prefix);
}

function own(page: Page, name: string) {
  return results(page).filter({ has: page.locator('.name').getByText(name, { exact: true }) });
}

function tile(page: Page, name: string) {
  return own(page, name).locator('[data-face]');
}

describe('what pages show of media', { timeout: 180_000 }, () => {
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

  /** A new device whose every byte goes through the proxy. */
  async function throughProxy(proxy: UpdateProxy, path: string): Promise<[BrowserContext, Page]> {
    const context = await studio.signedInDevice({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${proxy.url}${path}`);
    return [context, page];
  }

  test('M44: small pictures are had once; the second visit asks for none, and without the server every cover is there', async () => {
    const maker = await studio.open('/');
    const shots = await Promise.all(
      Array.from({ length: COVERS }, async (_, n) => ({
        title: `Холм ${n + 1}`,
        assets: [await aPicture(n)],
      })),
    );
    const path = await openFilm(maker, { name: 'Холмы', shots });
    await expect
      .poll(() => maker.locator('[data-shot] img[src$="/w320"]').count(), { timeout: WORK_MS })
      .toBe(COVERS);
    await maker.context().close();

    const proxy = await UpdateProxy.before(studio.url);
    const [context, page] = await throughProxy(proxy, path);
    await readyForOffline(page);
    await waitForCovers(page);
    await expect.poll(() => keptPictures(page, 'raskadr-kept-'), { timeout: WORK_MS }).toBe(COVERS);
    const first = proxy.media.splice(0);
    expect(first.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(COVERS_MAX_BYTES);
    // Each of them once, whoever asked: the page, or what pins them.
    expect(new Set(first.map(({ path: asked }) => asked)).size).toBe(first.length);
    expect(await keptPictures(page, 'raskadr-recent-media')).toBe(0);

    await page.close();
    const second = await context.newPage();
    await second.goto(`${proxy.url}${path}`);
    await waitForCovers(second);
    expect(proxy.media).toEqual([]);

    await proxy[Symbol.asyncDispose]();
    // What is pinned must do without what the browser keeps by itself.
    const devtools = await context.newCDPSession(second);
    await devtools.send('Network.clearBrowserCache');
    await second.reload();
    await waitForCovers(second);
    await context.close();
  });

  test('M43: a film plays a look under a pointer that stays and with Space, one at a time, and leaves nothing behind', async () => {
    const page = await studio.open('/');
    const film = await aFilm();
    const shots = [
      { title: 'Первый', assets: [film] },
      { title: 'Второй', assets: [film] },
      { title: 'Картинка', assets: [await aPicture(50)] },
    ];
    await openFilm(page, { name: 'Взгляд', shots });
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/proxy')) asked.push(request.url());
    });
    const looks = page.locator('[data-shot] [data-look]');
    await expect.poll(() => looks.count(), { timeout: WORK_MS }).toBe(2);
    const video = page.locator('video');
    // The first pointer over the list brings what plays the films.
    await page.locator('[data-shot]').nth(2).hover();
    await page.mouse.move(2, 2);

    const box = await looks.first().boundingBox();
    if (!box) throw new Error('no film');
    // Passing by, to and fro, within less time than a wish takes.
    for (let pass = 0; pass < 5; pass++) {
      await page.mouse.move(box.x + 40, box.y + 40);
      await page.mouse.move(2, 2);
    }
    expect(asked).toEqual([]);

    await looks.first().hover();
    await expect
      .poll(() =>
        video.evaluateAll((all) =>
          all.map((one) => one instanceof HTMLVideoElement && !one.paused && one.muted),
        ),
      )
      .toEqual([true]);
    await looks.nth(1).hover();
    await expect.poll(() => looks.nth(1).locator('video').count()).toBe(1);
    expect(await video.count()).toBe(1);
    // Along the lower edge the pointer leads the film.
    const second = await looks.nth(1).boundingBox();
    if (!second) throw new Error('no film');
    await expect
      .poll(() => video.evaluate((one) => one instanceof HTMLVideoElement && one.duration))
      .toBeGreaterThan(3);
    await page.mouse.move(second.x + second.width / 2, second.y + second.height - 6, { steps: 3 });
    await expect
      .poll(() => video.evaluate((one) => one instanceof HTMLVideoElement && Math.round(one.currentTime)))
      .toBe(2);
    // A press ends it: it may be the beginning of a drag.
    await page.mouse.down();
    expect(await video.count()).toBe(0);
    await page.mouse.up();
    await page.mouse.move(2, 2);

    await page.locator('[data-face]').first().focus();
    await page.keyboard.press('Space');
    await expect.poll(() => looks.first().locator('video').count()).toBe(1);
    await page.keyboard.press('ArrowRight');
    expect(await video.count()).toBe(0);

    await page.emulateMedia({ reducedMotion: 'reduce' });
    await looks.first().hover();
    await page.keyboard.press('Space');
    await expect.poll(() => looks.nth(1).locator('video').count()).toBe(1);
    expect(await looks.first().locator('video').count()).toBe(0);
    await page.keyboard.press('Space');
    expect(await video.count()).toBe(0);
    await page.context().close();
  });

  test('M41, M42, M47, M48: own files of all kinds stand in the box, open large, sound, go and come back', async () => {
    const page = await studio.open('/');
    await openBox(page, { name: 'Свои', shots: ['Крыша'] });
    await addFiles(page, { 'крыша.png': await aPicture(70) });
    const about = inspector(page);
    const star = about.getByRole('button', { name: 'крыша.png: хедлайнер шота. Снять' });
    await star.waitFor({ timeout: WORK_MS });
    await addFiles(page, {
      'мост.png': await aPicture(71),
      'дождь.wav': await aSound(),
      'гром.wav': await aSound({ hz: 90 }),
      'пролёт.mp4': await aFilm(),
      'слова.srt': someSubtitles(),
      'обрыв.png': await aDamagedPicture(),
    });
    await expect.poll(() => results(page).count(), { timeout: WORK_MS }).toBe(7);
    await tile(page, 'слова.srt').click();
    await about.getByText('Ты всё-таки пришла.').waitFor();
    await own(page, 'обрыв.png').getByText('Повреждён').waitFor({ timeout: WORK_MS });
    await tile(page, 'обрыв.png').click();
    await about.getByText('Файл повреждён').waitFor();
    await tile(page, 'крыша.png').click();
    await about.getByText('вы', { exact: true }).waitFor();
    await own(page, 'пролёт.mp4').locator('[data-look]').waitFor({ timeout: WORK_MS });
    await expect.poll(() => about.locator('img[srcset]').count(), { timeout: WORK_MS }).toBe(1);
    await isSound(page);

    // The keys lead through a sound, and another asset ends it.
    const playing = () =>
      page
        .locator('audio')
        .evaluateAll((all) => all.filter((one) => one instanceof HTMLAudioElement && !one.paused).length);
    await tile(page, 'дождь.wav').click();
    await page.getByRole('button', { name: 'Слушать: дождь.wav' }).click();
    await expect.poll(playing).toBe(1);
    await tile(page, 'гром.wav').click();
    await expect.poll(playing).toBe(0);
    await page.getByRole('button', { name: 'Слушать: гром.wav' }).click();
    await page.getByRole('button', { name: 'Остановить: гром.wav' }).waitFor();
    await expect.poll(playing).toBe(1);
    const wave = page.getByRole('slider', { name: 'Место в звуке: гром.wav' });
    await wave.press('Space');
    await expect.poll(playing).toBe(0);
    await wave.press('Home');
    await wave.press('ArrowRight');
    await expect.poll(() => wave.getAttribute('aria-valuenow')).toBe('5');

    await tile(page, 'мост.png').press('Enter');
    const large = page.getByRole('dialog');
    await large.getByRole('heading', { name: 'мост.png' }).waitFor();
    await isSound(page);
    await page.keyboard.press('KeyZ');
    await expect.poll(() => large.locator('img').getAttribute('src')).toMatch(/\/original$/);
    await page.keyboard.press('KeyZ');
    // Through all of them and back, and never further.
    await page.keyboard.press('Home');
    await large.getByText('1 из 3').waitFor();
    await page.keyboard.press('ArrowLeft');
    for (const place of ['2 из 3', '3 из 3', '3 из 3']) {
      await page.keyboard.press('BracketRight');
      await large.getByText(place).waitFor();
    }
    await page.keyboard.press('Escape');
    await large.waitFor({ state: 'detached' });
    await tile(page, 'пролёт.mp4').press('Enter');
    await large.locator('video[src$="/original"]').waitFor();
    await page.keyboard.press('Escape');
    await large.waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toMatch(/\/s\//);

    // The headliner, which the first file has become by itself, goes into the trash and comes back as what it was.
    await tile(page, 'крыша.png').click();
    await tile(page, 'крыша.png').press('Delete');
    await own(page, 'крыша.png').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Отменить' }).last().click();
    await tile(page, 'крыша.png').click();
    await star.waitFor();
    await tile(page, 'обрыв.png').click();
    await about.getByRole('button', { name: /^В корзину/ }).click();
    await page.getByRole('button', { name: 'Корзина шота (1)' }).click();
    await isSound(page);
    await page.getByRole('button', { name: 'Восстановить: обрыв.png' }).click();
    await page.getByText('В корзине пусто').waitFor();
    await page.keyboard.press('Escape');
    await own(page, 'обрыв.png').waitFor();

    await readyForOffline(page);
    // The browser keeps originals by itself as long as it likes.
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Network.clearBrowserCache');
    await page.context().setOffline(true);
    await page.reload();
    await tile(page, 'крыша.png').press('Enter');
    await large.getByRole('heading', { name: 'крыша.png' }).waitFor();
    await page.keyboard.press('KeyZ');
    await large.getByText('Оригинала на этом устройстве нет').waitFor();
    await page.keyboard.press('Escape');
    await page.context().close();
  });

  test('on a phone every press of «+» and «−» looks different', async () => {
    const page = await studio.open('/', await studio.signedInDevice(PHONE));
    const shots = Array.from({ length: 4 }, (_, n) => ({ title: `Холм ${n}`, assets: [] }));
    await openFilm(page, { name: 'С телефона', shots });
    const columns = () =>
      page.locator('ol.grid').evaluate((list) => getComputedStyle(list).getPropertyValue('--columns'));
    expect(await columns()).toBe('2');
    await page.getByRole('button', { name: /^Крупнее/ }).click();
    await expect.poll(columns).toBe('1');
    for (const expected of ['2', '3']) {
      await page.getByRole('button', { name: /^Мельче/ }).click();
      await expect.poll(columns).toBe(expected);
    }
    await page.getByRole('button', { name: /^Мельче/ }).click();
    await page.locator('ol.strip').waitFor();
    await page.context().close();
  });

  // The last one: it ends the session that the devices of these tests share.
  test('M45, M46: the device says what pictures take, clears them, and signing out leaves none', async () => {
    const page = await studio.open('/');
    await openFilm(page, { name: 'Уйдёт', shots: [{ title: 'Холм', assets: [await aPicture(80)] }] });
    await readyForOffline(page);
    await page.locator('[data-shot] img[src$="/w320"]').waitFor({ timeout: WORK_MS });
    await expect.poll(() => keptPictures(page, 'raskadr-kept-'), { timeout: WORK_MS }).toBe(1);
    const board = page.url();
    await page.goto(`${studio.url}/settings/device`);
    await page.getByText(/^\d+\sкартин\S+, \d/).waitFor();
    await isSound(page);
    await page.getByRole('button', { name: 'Убрать картинки' }).click();
    await page.getByText('Картинки убраны с этого устройства').waitFor();
    expect(await keptPictures(page, 'raskadr-')).toBe(await keptPictures(page, 'raskadr-shell-'));

    await page.goto(board);
    await expect.poll(() => keptPictures(page, 'raskadr-kept-'), { timeout: WORK_MS }).toBe(1);
    await askToSignOut(page);
    await page.waitForURL(/\/login/);
    await expect
      .poll(() =>
        page.evaluate(async () => (await caches.keys()).filter((name) => !name.startsWith('raskadr-shell-'))),
      )
      .toEqual([]);
    await page.context().close();
  });

  test('no page complained', () => {
    expect(studio.complaints).toEqual([]);
  });
});
