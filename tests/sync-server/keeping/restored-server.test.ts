import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { createApi } from '#lib/sync/api.ts';
import { createEngine } from '#lib/sync/create-engine.ts';
import type { SyncEngine } from '#lib/sync/engine.ts';
import { Leader } from '#lib/sync/leader.ts';
import { createMemoryStore } from '#lib/sync/memory-store.ts';
import { configOf } from '#server/config.ts';
import { backUp } from '#server/keeping/back-up.ts';
import { restore } from '#server/keeping/restore.ts';
import { silentLog, systemClock, systemRandom } from '#server/ports.ts';
import { type RunningServer, startServer } from '#server/server.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { addShots, initIndexDoc, listShots } from '#shared/documents/index-doc.ts';
import { DeviceId, MutationId, ProjectId, ShotId } from '#shared/ids.ts';
import { createUlid } from '#shared/ulid.ts';
import { until } from '../a-server.ts';
import { aFolder } from '../command/a-data-folder.ts';

const newId = () => createUlid({ nowMs: Date.now, randomByte: () => Math.floor(Math.random() * 256) });
const PASSWORD = 'синий кит на берегу';

function placesOf(dataDir: string) {
  return { dataDir, databaseUrl: `file:${join(dataDir, 'raskadr.db')}`, nowMs: Date.now };
}

function start(dataDir: string): Promise<RunningServer> {
  const config = configOf({ PORT: '0', RASKADR_DATA: dataDir, RASKADR_DEMO: '0' });
  return startServer(config, { clock: systemClock, random: systemRandom, log: silentLog });
}

/** A browser of one person whose server may move, as behind one name. */
async function aBrowser(server: RunningServer) {
  const line = { url: server.url, cookie: '', isUp: true };
  const answer = await fetch(`${line.url}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: server.setupCode, login: 'анна', password: PASSWORD }),
  });
  line.cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const store = createMemoryStore();
  const engine: SyncEngine = createEngine({
    store,
    api: createApi((path, init) => {
      if (!line.isUp) return Promise.reject(new TypeError('no server'));
      return fetch(`${line.url}${path}`, { ...init, headers: { ...init?.headers, cookie: line.cookie } });
    }),
    tabs: {
      post: () => {},
      listen: () => () => {},
      lock: (_name, work) => work(),
      close: () => {},
    },
    baseUrl: 'ws://raskadr/y',
    openSocket: (url) =>
      // As in the browser's engine: the client needs only what both kinds of socket have.
      new WebSocket(url.replace('ws://raskadr', line.url.replace('http', 'ws')), {
        headers: { cookie: line.cookie },
      }) as never,
    device: await store.device(DeviceId.parse(newId())),
    loadLeader: async () => (ports) => new Leader(ports),
    newMutationId: () => MutationId.parse(newId()),
    createDoc: () => new Y.Doc(),
    onAwake: () => () => {},
  });
  onTestFinished(() => engine.close());
  return { engine, line };
}

/** K3: the session of the backup is over. */
async function signInAgain(line: { url: string; cookie: string }): Promise<void> {
  expect((await fetch(`${line.url}/api/me`, { headers: { cookie: line.cookie } })).status).toBe(401);
  const answer = await fetch(`${line.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: 'анна', password: PASSWORD }),
  });
  line.cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

function isSaved(engine: SyncEngine): boolean {
  const { inMemory, onDevice, troubles } = engine.saveState();
  return inMemory === 0 && onDevice === 0 && troubles.length === 0;
}

async function titlesAt(
  { url, cookie }: { url: string; cookie: string },
  project: ProjectId,
): Promise<string[]> {
  const answer = await fetch(`${url}/api/projects/${project}/view`, { headers: { cookie } });
  if (answer.status !== 200) return [];
  return (await answer.json()).shots.map((shot: { title: string }) => shot.title);
}

test('C8 K3: a server restored from an old backup gets back what its clients have, and they lose nothing', async () => {
  await using first = await aFolder();
  await using backup = await aFolder('backup');
  await using second = await aFolder();
  const old = await start(first.path);
  const { engine, line } = await aBrowser(old);
  const aProject = async (name: string) => {
    const project = ProjectId.parse(newId());
    await engine.mutate({ id: MutationId.parse(newId()), kind: 'project.create', project, name });
    const open = engine.open(docNameOf({ kind: 'index', project }));
    await open.loaded;
    initIndexDoc(open.doc, name);
    const addShot = (title: string) =>
      addShots(open.doc, [{ id: ShotId.parse(newId()), title }], { at: 99, randomBit: () => true });
    return { project, open, addShot };
  };
  const film = await aProject('Фильм');
  film.addShot('до копии');
  await until(() => isSaved(engine), 'the first edits');
  expect(await backUp(placesOf(first.path), backup.path)).toMatchObject({ ok: true });
  film.addShot('после копии');
  const later = await aProject('Позже');
  later.addShot('в новом проекте');
  await until(() => isSaved(engine), 'the later edits');

  line.isUp = false;
  await old[Symbol.asyncDispose]();
  expect(await restore(placesOf(second.path), backup.path, { verify: true })).toMatchObject({ ok: true });
  film.addShot('без сервера');
  const restored = await start(second.path);
  onTestFinished(() => restored[Symbol.asyncDispose]());
  line.url = restored.url;
  await signInAgain(line);
  line.isUp = true;
  expect(await titlesAt(line, film.project)).toEqual(['до копии']);

  const all = ['до копии', 'после копии', 'без сервера'];
  const deadline = Date.now() + 40_000;
  while (
    (await titlesAt(line, film.project)).length < 3 ||
    (await titlesAt(line, later.project)).length < 1
  ) {
    if (Date.now() > deadline) throw new Error(`not sent again: ${JSON.stringify(engine.saveState())}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(await titlesAt(line, film.project)).toEqual(all);
  expect(await titlesAt(line, later.project)).toEqual(['в новом проекте']);
  expect(listShots(film.open.doc).map(({ title }) => title)).toEqual(all);
  await until(() => isSaved(engine), 'everything is on the restored server');
}, 60_000);
