import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { draftOf, setParam } from '#shared/documents/shot-doc.ts';
import { DeviceId, ProjectId, ShotId } from '#shared/ids.ts';
import { encodePush } from '#shared/sync/push.ts';
import { Dice } from '../simulator/dice.ts';
import { face, selectedTitles, shot, waitForPhase, waitForTitles } from './board.ts';
import { aColleague, setMember } from './people.ts';
import { seedProject } from './seed.ts';
import { Studio } from './studio.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const PATIENCE = { timeout: 25_000, interval: 100 };

describe('several people at one storyboard', { timeout: 90_000 }, () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await Studio.open();
  });
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]();
  });

  test('sixty moves, names, states and trashes at once end equal in three browsers, numbered without gaps', async () => {
    const { path, titles } = await seedProject(studio, { name: 'Вместе', shots: 24 });
    const pages = [
      await studio.open(path),
      await studio.open(path),
      await studio.open(path, await studio.signedInDevice(PHONE)),
    ];
    for (const page of pages) await waitForTitles(page, titles);

    const made = await Promise.all(pages.map((page, n) => actAtRandom(page, new Dice(2611 + n), 20)));
    for (const kind of ['move', 'rename', 'state', 'trash'])
      expect(made.flat().filter((act) => act === kind).length, kind).toBeGreaterThan(3);

    for (const page of pages) await waitForPhase(page, 'saved');
    await expect
      .poll(async () => {
        const boards = await Promise.all([...pages.map(boardOf), viewOf(pages[0], path)]);
        return boards.every((board) => board === boards[0]);
      }, PATIENCE)
      .toBe(true);
    const board: { number: number }[] = JSON.parse(await boardOf(pages[0]));
    expect(board.map(({ number }) => number)).toEqual(board.map((_, place) => place + 1));
    expect(board.length).toBeLessThan(24);
    for (const page of pages) await page.context().close();
  });

  test('the others are shown by their initials where they stand, and gone when they leave', async () => {
    const { path, titles } = await seedProject(studio, { name: 'Рядом', shots: 3 });
    const colleague = await aColleague(studio, 'boris.kirillov');
    await setMember(studio, path, { login: 'boris.kirillov', role: 'editor' });
    const page = await studio.open(path);
    const other = await studio.open(path, colleague);
    await waitForTitles(page, titles);
    await waitForTitles(other, titles);
    await face(other, 'Шот из запаса 2').click();
    await shot(page, 'Шот из запаса 2').getByRole('img', { name: 'boris.kirillov смотрит' }).waitFor();
    await other.keyboard.press('F2');
    await shot(page, 'Шот из запаса 2').getByRole('img', { name: 'boris.kirillov правит' }).waitFor();
    await expect
      .poll(() => shot(page, 'Шот из запаса 2').locator('.person').textContent())
      .toMatch(/^\s*BK\s*$/);
    await colleague.close();
    await page.getByRole('img', { name: /boris/ }).first().waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('who may only look sees a mark and no way to edit', async () => {
    const { path, titles } = await seedProject(studio, { name: 'Смотреть', shots: 3 });
    const colleague = await aColleague(studio, 'viktor');
    await setMember(studio, path, { login: 'viktor', role: 'viewer' });
    const page = await studio.open(path, colleague);
    await waitForTitles(page, titles);
    await page.getByText('Только просмотр').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Добавить шот' }).count()).toBe(0);
    await face(page, 'Шот из запаса 1').click();
    for (const key of ['Delete', 'd', 'n', '3', 'm', 'F2', 'Control+Shift+ArrowRight', 'Shift+F10'])
      await page.keyboard.press(key);
    await waitForTitles(page, titles);
    await expect
      .poll(() => page.locator('[data-turn], [data-plan], [data-menu], input[type="text"]').count())
      .toBe(0);
    await waitForPhase(page, 'saved');
    await colleague.close();
  });

  test('a copy begins from the draft and the parameters of its original', async () => {
    const { path } = await seedProject(studio, { name: 'Копии', shots: 1 });
    const project = ProjectId.parse(path.split('/').at(-1));
    const page = await studio.open(path);
    await face(page, 'Шот из запаса 1').focus();
    const original = ShotId.parse(await page.locator('[data-shot]').getAttribute('data-shot'));
    const doc = new Y.Doc();
    draftOf(doc).insert(0, 'трамвай на мосту, дождь');
    setParam(doc, 'seed', 42);
    const rows = [{ row: 1, update: Y.encodeStateAsUpdate(doc) }];
    await studio.request(`/api/docs/${docNameOf({ kind: 'shot', project, shot: original })}/push`, {
      body: new Uint8Array(encodePush({ device: DeviceId.parse(original), rows })),
      type: 'application/octet-stream',
    });
    // The next visit brings the document to this device.
    await page.reload();
    await face(page, 'Шот из запаса 1').focus();
    await expect.poll(() => hasLocalRows(page, original), PATIENCE).toBe(true);
    await page.keyboard.press('d');
    await expect.poll(() => page.locator('[data-shot]').count()).toBe(2);
    const copy = ShotId.parse(await page.locator('[data-shot]').nth(1).getAttribute('data-shot'));
    const copied = new Y.Doc();
    await expect
      .poll(async () => {
        const state = await stateOf(page, docNameOf({ kind: 'shot', project, shot: copy }));
        if (state) Y.applyUpdate(copied, state);
        return [draftOf(copied).toString(), copied.getMap('params').toJSON()];
      }, PATIENCE)
      .toEqual(['трамвай на мосту, дождь', { seed: 42 }]);
    await page.context().close();
  });

  test('a finger that stays chooses, more taps add, and the bar below acts', async () => {
    const { path, titles } = await seedProject(studio, { name: 'Телефон', shots: 4 });
    const page = await studio.open(path, await studio.signedInDevice(PHONE));
    await waitForTitles(page, titles);
    const box = await face(page, 'Шот из запаса 2').boundingBox();
    if (!box) throw new Error('no box');
    const finger = await page.context().newCDPSession(page);
    const touchPoints = [{ x: box.x + 30, y: box.y + 30 }];
    await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    await expect.poll(() => selectedTitles(page)).toEqual(['Шот из запаса 2']);
    await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await face(page, 'Шот из запаса 3').tap();
    await expect.poll(() => selectedTitles(page)).toEqual(['Шот из запаса 2', 'Шот из запаса 3']);
    await page.getByRole('button', { name: 'На место №…' }).tap();
    await page.getByLabel(/^Место первого/).fill('1');
    await page.getByRole('button', { name: 'Переместить', exact: true }).tap();
    await waitForTitles(page, ['Шот из запаса 2', 'Шот из запаса 3', 'Шот из запаса 1', 'Шот из запаса 4']);
    await page.context().close();
  });

  test('no page complained', () => {
    expect(studio.complaints).toEqual([]);
  });
});

/** Real keys on real cards, whatever stands where at the moment. */
async function actAtRandom(page: Page, dice: Dice, count: number): Promise<string[]> {
  const acts: string[] = [];
  for (let n = 0; n < count; n++) {
    await page.evaluate(
      (at) => {
        const faces = document.querySelectorAll<HTMLElement>('[data-face]');
        faces[at % faces.length]?.focus();
      },
      dice.whole(0, 23),
    );
    const act = dice.pick(['move', 'move', 'rename', 'state', 'trash']);
    acts.push(act);
    if (act === 'move') {
      const key = `Control+Shift+Arrow${dice.pick(['Left', 'Right', 'Up', 'Down'])}`;
      for (let steps = dice.whole(1, 3); steps > 0; steps--) await page.keyboard.press(key);
    } else if (act === 'rename') {
      await page.keyboard.press('F2');
      await page.keyboard.insertText(`имя ${n}`);
      await page.keyboard.press('Enter');
    } else if (act === 'state') await page.keyboard.press(String(dice.whole(1, 3)));
    else if (n % 2 === 0) await page.keyboard.press('Delete');
    else await page.keyboard.press('Control+z');
  }
  return acts;
}

function boardOf(page: Page | undefined): Promise<string> {
  if (!page) throw new Error('no page');
  return page.locator('[data-shot]').evaluateAll((shots) =>
    JSON.stringify(
      shots.map((element) => ({
        id: element.getAttribute('data-shot'),
        number: Number(element.querySelector('.number')?.textContent),
        title: element.querySelector('.title')?.textContent,
        state: element.querySelector('.state span')?.textContent,
      })),
    ),
  );
}

/** What the server tells programs, in the same shape. */
async function viewOf(page: Page | undefined, path: string): Promise<string> {
  if (!page) throw new Error('no page');
  return page.evaluate(async (project) => {
    const { shots } = await (await fetch(`/api/projects/${project}/view`)).json();
    const words: Record<string, string> = { waiting: 'Ожидание', in_progress: 'В работе', ready: 'Готово' };
    return JSON.stringify(
      shots.map((shot: { id: string; number: number; title: string; state: string }) => ({
        id: shot.id,
        number: shot.number,
        title: shot.title === '' ? 'Без названия' : shot.title,
        state: words[shot.state],
      })),
    );
  }, path.split('/').at(-1));
}

function hasLocalRows(page: Page, shotId: string): Promise<boolean> {
  return page.evaluate(async (id) => {
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const names = [...database.objectStoreNames].filter((store) => store === 'updates');
      for (const store of names) {
        const rows = await new Promise<unknown[]>((resolve) => {
          const request = database.transaction(store).objectStore(store).getAll();
          request.onsuccess = () => resolve(request.result);
        });
        database.close();
        return JSON.stringify(rows).includes(id);
      }
      database.close();
    }
    return false;
  }, shotId);
}

async function stateOf(page: Page, doc: string): Promise<Uint8Array | undefined> {
  const bytes = await page.evaluate(async (name) => {
    const response = await fetch(`/api/docs/${name}/state`);
    return response.ok ? [...new Uint8Array(await response.arrayBuffer())] : undefined;
  }, doc);
  return bytes && new Uint8Array(bytes);
}
