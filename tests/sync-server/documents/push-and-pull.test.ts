import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { addShots, listShots } from '#shared/documents/index-doc.ts';
import { addPrompt, listPrompts } from '#shared/documents/shot-doc.ts';
import { DeviceId, MutationId, ProjectId, ShotId } from '#shared/ids.ts';
import { decodePull } from '#shared/sync/pull.ts';
import { encodePush } from '#shared/sync/push.ts';
import { createUlid } from '#shared/ulid.ts';
import { aServer, type TestServer } from '../a-server.ts';

const ulid = () => createUlid({ nowMs: Date.now, randomByte: () => Math.floor(Math.random() * 256) });
const randomBit = () => Math.random() < 0.5;
const device = DeviceId.parse(ulid());

function updatesOf(doc: Y.Doc, work: () => void): Uint8Array[] {
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  work();
  return updates;
}

async function pull(server: TestServer, project: ProjectId, since = 0) {
  const answer = await server.get(`/api/projects/${project}/pull?since=${since}`);
  return decodePull(new Uint8Array(await answer.arrayBuffer()));
}

test('rows of a closed document arrive by push, and a repeat changes nothing', async () => {
  const server = await aServer();
  const { project, index } = await server.aProject();
  const doc = new Y.Doc();
  const rows = updatesOf(doc, () => {
    for (const title of ['А', 'Б', 'В'])
      addShots(doc, [{ id: ShotId.parse(ulid()), title }], { at: 9, randomBit });
  }).map((update, n) => ({ row: n + 1, update }));
  const first = await (await server.send(`/api/docs/${index}/push`, encodePush({ device, rows }))).json();
  const again = await (await server.send(`/api/docs/${index}/push`, encodePush({ device, rows }))).json();
  expect(again).toEqual(first);
  const [pulled] = (await pull(server, project)).docs;
  const copy = new Y.Doc();
  Y.applyUpdate(copy, pulled?.state ?? new Uint8Array());
  expect(listShots(copy).map((shot) => shot.title)).toEqual(['А', 'Б', 'В']);
});

test('a pull brings only what changed after its cursor', async () => {
  const server = await aServer();
  const { project } = await server.aProject();
  const shots = [ShotId.parse(ulid()), ShotId.parse(ulid())];
  for (const [n, shot] of shots.entries()) {
    const doc = new Y.Doc();
    const [update = new Uint8Array()] = updatesOf(doc, () =>
      addPrompt(doc, { id: ulid(), text: `промт ${n}`, model: null, params: {}, createdAt: 0 }),
    );
    const name = docNameOf({ kind: 'shot', project, shot });
    await server.send(`/api/docs/${name}/push`, encodePush({ device, rows: [{ row: 100 + n, update }] }));
    if (n === 0) expect((await pull(server, project)).docs).toHaveLength(2);
  }
  const all = await pull(server, project);
  expect(all.docs).toHaveLength(3);
  const before = (await pull(server, project, all.cursor - 1)).docs;
  expect(before.map(({ doc }) => doc)).toEqual([
    docNameOf({ kind: 'shot', project, shot: shots[1] ?? ShotId.parse(ulid()) }),
  ]);
  const copy = new Y.Doc();
  Y.applyUpdate(copy, before[0]?.state ?? new Uint8Array());
  expect(listPrompts(copy).map((prompt) => prompt.text)).toEqual(['промт 1']);
  expect((await pull(server, project, all.cursor)).docs).toEqual([]);
});

test('the whole state comes compressed, with the epoch and the number it stands at', async () => {
  const server = await aServer();
  const { index } = await server.aProject();
  const answer = await server.get(`/api/docs/${index}/state`);
  expect(answer.headers.get('x-raskadr-seq')).toBe('1');
  expect(answer.headers.get('x-raskadr-epoch')).toMatch(/^\w{26}$/);
});

test('bad pushes get a clear answer and change nothing', async () => {
  const server = await aServer();
  const { project, index } = await server.aProject();
  const before = (await pull(server, project)).docs[0];
  const statusOf = async (body: Uint8Array, doc: string = index) => {
    const answer = await server.send(`/api/docs/${doc}/push`, body);
    return [answer.status, (await answer.json()).fault.code];
  };
  const rowOf = (update: Uint8Array) => encodePush({ device, rows: [{ row: 1, update }] });
  expect(await statusOf(new Uint8Array([1, 2, 3]))).toEqual([400, 'bad_input']);
  expect(await statusOf(rowOf(new Uint8Array([9, 9, 9, 9])))).toEqual([422, 'document_refused']);
  const gapped = new Y.Doc();
  const [, second = new Uint8Array()] = updatesOf(gapped, () => {
    gapped.getMap('meta').set('a', 1);
    gapped.getMap('meta').set('b', 1);
  });
  expect(await statusOf(rowOf(second))).toEqual([409, 'document_gap']);
  const bent = new Y.Doc();
  const [asText = new Uint8Array()] = updatesOf(bent, () => bent.getText('shots').insert(0, 'текст'));
  expect(await statusOf(rowOf(asText))).toEqual([422, 'document_refused']);
  expect(await statusOf(rowOf(new Uint8Array()), `p:${ulid()}`)).toEqual([404, 'project_not_found']);
  expect(await statusOf(new Uint8Array(8_000_000))).toEqual([413, 'too_large']);
  expect((await pull(server, project)).docs[0]).toEqual(before);
});

test('S9: a mutation is applied once however often it comes, and says what is wrong with it', async () => {
  const server = await aServer();
  const project = ProjectId.parse(ulid());
  const create = { id: MutationId.parse(ulid()), kind: 'project.create', project, name: 'Фильм' };
  const answers = await Promise.all([1, 2, 3].map(() => server.post('/api/mutations', [create, create])));
  for (const answer of answers)
    expect((await answer.json()).results).toMatchObject([{ ok: true }, { ok: true }]);
  expect((await (await server.get('/api/projects')).json()).projects).toHaveLength(1);
  const wrong = await server.post('/api/mutations', [
    { id: ulid(), kind: 'project.explode' },
    { id: ulid(), kind: 'project.create', project: 'x', name: '' },
  ]);
  expect((await wrong.json()).results).toMatchObject([
    { ok: false, fault: { code: 'unknown_mutation' } },
    { ok: false, fault: { code: 'bad_input', field: 'project' } },
  ]);
});

test('S10: a record that is committed while the feed is being read comes with the next reading', async () => {
  let onFeedRead = async () => {};
  const server = await aServer({
    wrapDriver: (driver) => ({
      ...driver,
      read: async (statement) => {
        const rows = await driver.read(statement);
        if (/FROM feed_rows WHERE feed = \? AND seq >/.test(statement.sql)) await onFeedRead();
        return rows;
      },
    }),
  });
  await server.aProject('Первый');
  onFeedRead = async () => {
    onFeedRead = async () => {};
    await server.aProject('Между');
  };
  const first = await (await server.get('/api/feed')).json();
  const next = await (await server.get(`/api/feed?since=${first.seq}`)).json();
  const names = [...first.rows, ...next.rows].map((row: { value: { name: string } }) => row.value.name);
  expect(names).toEqual(['Первый', 'Между']);
});

test('a name that cleans to nothing makes no project, and the answer tells the name that is kept', async () => {
  const server = await aServer();
  for (const name of ['', '   ', '\0', '\n\t']) {
    expect((await server.post('/api/projects', { name })).status).toBe(400);
  }
  const made = await (await server.post('/api/projects', { name: ' Порт\0 и\nморе ' })).json();
  expect(made.name).toBe('Порт и море');
  const broken = await fetch(`${server.url}/api/projects`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: server.cookie },
    body: '{',
  });
  expect(broken.status).toBe(400);
});
