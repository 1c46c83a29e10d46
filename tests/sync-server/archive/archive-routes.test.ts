import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { addShots, listShots } from '#shared/documents/index-doc.ts';
import { ProjectId, ShotId } from '#shared/ids.ts';
import { aServer, type TestServer, until } from '../a-server.ts';
import { aManifest, anArchive, anIndex, aZip, type Part, partOf } from './a-zip.ts';

const SHOT = ShotId.parse('01ARZ3NDEKTSV4RRFFQ69G5FB9');
const TITLE = 'Кит всплывает';

async function exported(server: TestServer, project: string): Promise<{ headers: Headers; file: Buffer }> {
  const answer = await server.get(`/api/projects/${project}/export`);
  expect(answer.status).toBe(200);
  return { headers: answer.headers, file: Buffer.from(await answer.arrayBuffer()) };
}

async function imported(server: TestServer, file: Uint8Array, query = '') {
  const answer = await server.send(`/api/projects/import${query}`, file);
  return { status: answer.status, body: await answer.json() };
}

async function aProjectWithShot(server: TestServer, name: string) {
  const { project, index } = await server.aProject(name);
  const { doc, provider } = server.stockClient(index);
  await until(() => provider.synced, 'the first state');
  addShots(doc, [{ id: SHOT, title: TITLE }], { at: 0, randomBit: () => true });
  await until(() => provider.wsconnected, 'the line');
  await viewOf(server, project, (shots) => shots.length === 1);
  return { project, index };
}

async function viewOf(server: TestServer, project: string, isThere: (shots: { title: string }[]) => boolean) {
  for (;;) {
    const view = await (await server.get(`/api/projects/${project}/view`)).json();
    if (isThere(view.shots)) return view;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('A1: a project goes out as a file named after it, comes in as a copy, and goes out the same', async () => {
  const server = await aServer();
  const { project } = await aProjectWithShot(server, 'Кит / «море» \u202e');
  const { headers, file } = await exported(server, project);
  const disposition = headers.get('content-disposition') ?? '';
  expect(decodeURIComponent(disposition.split("UTF-8''")[1] ?? '')).toBe('Кит «море».raskadr');
  expect(disposition).toMatch(/^[\x20-\x7e]+$/);
  const { status, body } = await imported(server, file);
  expect(status).toBe(201);
  expect(body.id).not.toBe(project);
  const view = await viewOf(server, body.id, () => true);
  expect(view.shots).toMatchObject([{ id: SHOT, title: TITLE }]);
  expect((await exported(server, body.id)).file.equals(file)).toBe(true);
  expect(await readdir(join(server.folder, 'temp'))).toEqual([]);
});

test('A5: a copy may be given a name of its own, and is called so everywhere', async () => {
  const server = await aServer();
  const { project } = await aProjectWithShot(server, 'Фильм');
  const { file } = await exported(server, project);
  const name = 'Фильм (копия)';
  const { body } = await imported(server, file, `?mode=copy&name=${encodeURIComponent(name)}`);
  expect(body).toMatchObject({ name });
  const { projects } = await (await server.get('/api/projects')).json();
  expect(projects).toContainEqual(expect.objectContaining({ id: body.id, name, shots: 1 }));
  const copy = await exported(server, body.id);
  expect(decodeURIComponent(copy.headers.get('content-disposition') ?? '')).toContain(name);
  const same = await imported(server, file, '?mode=copy&name=%D0%A4%D0%B8%D0%BB%D1%8C%D0%BC');
  expect((await exported(server, same.body.id)).file.equals(file)).toBe(true);
});

test('A6: a merge brings the edits of a copy to whoever has the project open', async () => {
  const server = await aServer();
  const { project } = await aProjectWithShot(server, 'Фильм');
  const copy = ProjectId.parse((await imported(server, (await exported(server, project)).file)).body.id);
  const inCopy = server.stockClient(docNameOf({ kind: 'index', project: copy }));
  await until(() => inCopy.provider.synced, 'the copy');
  const added = ShotId.parse('01ARZ3NDEKTSV4RRFFQ69G5FBA');
  addShots(inCopy.doc, [{ id: added, title: 'Хвост' }], { at: 1, randomBit: () => true });
  await viewOf(server, copy, (shots) => shots.length === 2);

  const watching = server.stockClient(docNameOf({ kind: 'index', project }));
  await until(() => watching.provider.synced, 'the project');
  const merge = `?mode=merge&project=${project}`;
  const { status, body } = await imported(server, (await exported(server, copy)).file, merge);
  expect({ status, body }).toEqual({ status: 200, body: { id: project, name: 'Фильм' } });
  await until(() => listShots(watching.doc).length === 2, 'the merged shot');
});

test('A6: another project is not merged in', async () => {
  const server = await aServer();
  const { project } = await aProjectWithShot(server, 'Фильм');
  const { project: other } = await server.aProject('Другой');
  const { file } = await exported(server, other);
  const { status, body } = await imported(server, file, `?mode=merge&project=${project}`);
  expect({ status, code: body.fault.code }).toEqual({ status: 409, code: 'archive_unrelated' });
});

test('A7: neither a stranger nor a made-up project gets anything', async () => {
  const server = await aServer();
  const nowhere = '01ARZ3NDEKTSV4RRFFQ69G5FZZ';
  expect((await server.get(`/api/projects/${nowhere}/export`)).status).toBe(404);
  const merge = `?mode=merge&project=${nowhere}`;
  expect((await imported(server, aZip(anArchive()), merge)).status).toBe(404);
  expect((await imported(server, aZip(anArchive()), '?mode=merge')).status).toBe(400);
  expect((await imported(server, aZip(anArchive()), '?mode=steal')).status).toBe(400);
  server.cookie = '';
  expect((await server.get(`/api/projects/${nowhere}/export`)).status).toBe(401);
  expect((await imported(server, aZip(anArchive()))).status).toBe(401);
});

const index = anIndex();
const sound = partOf('docs/index.yjs', index);
const entry: Part = { name: 'docs/index.yjs', content: index };
const bomb = Buffer.alloc(3_000_000);
const notes = Buffer.from('заметки');
const list = new Y.Doc();
list.getArray('shots').push([1]);
const misshapen = Y.encodeStateAsUpdate(list);

const BAD: [what: string, parts: Part[] | Uint8Array, answer: string][] = [
  ['nothing at all', new Uint8Array(), 'archive_broken not_an_archive'],
  ['not a ZIP file', Buffer.from('привет'.repeat(100)), 'archive_broken not_an_archive'],
  ['a file cut short', aZip(anArchive()).subarray(0, -30), 'archive_broken not_an_archive'],
  ['no manifest', [entry], 'archive_broken missing_part'],
  ['a part that is not there', [aManifest([sound])], 'archive_broken missing_part'],
  ['no storyboard', [aManifest([])], 'archive_broken missing_part'],
  [
    'a part that no manifest names',
    [entry, { ...entry, name: 'docs/scenario.yjs' }, aManifest([sound])],
    'archive_broken bad_path',
  ],
  ['a name that leads out', [{ ...entry, name: '../escaped' }, ...anArchive()], 'archive_broken bad_path'],
  ['an absolute name', [{ ...entry, name: '/etc/passwd' }, ...anArchive()], 'archive_broken bad_path'],
  ['a backslash', [{ ...entry, name: 'docs\\index.yjs' }, ...anArchive()], 'archive_broken bad_path'],
  ['a name that stands twice', [entry, ...anArchive()], 'archive_broken bad_path'],
  [
    'a part under the path of another',
    [entry, aManifest([{ ...sound, kind: 'scenario' }])],
    'archive_broken bad_path',
  ],
  ['a wrong hash', [entry, aManifest([{ ...sound, sha256: 'a'.repeat(64) }])], 'archive_broken bad_hash'],
  ['a wrong checksum', [{ ...entry, crc: 1 }, aManifest([sound])], 'archive_broken bad_hash'],
  [
    'a bomb that says what it is',
    [
      { ...entry, content: Buffer.alloc(9_000_000), deflate: true },
      aManifest([partOf('docs/index.yjs', Buffer.alloc(9_000_000))]),
    ],
    'archive_broken too_large',
  ],
  [
    'a bomb that lies',
    [
      { ...entry, content: bomb, deflate: true, declaredBytes: 100 },
      aManifest([{ ...partOf('docs/index.yjs', bomb), bytes: 100 }]),
    ],
    'archive_broken too_large',
  ],
  [
    'more names than a project has',
    Array.from({ length: 120_001 }, (_, n) => ({ name: `docs/x${n}.yjs`, content: new Uint8Array() })),
    'archive_broken too_large',
  ],
  ['a newer format', [entry, aManifest([sound], { format: 4 })], 'archive_newer'],
  [
    'a part of a kind that is not known',
    [
      entry,
      { name: 'fonts/aa', content: notes },
      aManifest([sound, { ...partOf('fonts/aa', notes), kind: 'font' }]),
    ],
    'archive_newer',
  ],
  ['another program’s file', [aManifest([sound], { kind: 'other' })], 'archive_broken not_an_archive'],
  [
    'a document that cannot be read',
    [{ ...entry, content: notes }, aManifest([partOf('docs/index.yjs', notes)])],
    'archive_broken bad_document',
  ],
  [
    'a document of another shape',
    [{ ...entry, content: misshapen }, aManifest([partOf('docs/index.yjs', misshapen)])],
    'archive_broken bad_document',
  ],
];

test('A3 A4: a bad archive is refused by its reason, and nothing of it stays', async () => {
  const server = await aServer();
  const before = await (await server.get('/api/projects')).json();
  for (const [what, parts, answer] of BAD) {
    const file = parts instanceof Uint8Array ? parts : aZip(parts);
    const { status, body } = await imported(server, file);
    const { code, reason } = body.fault;
    expect([what, status, [code, reason].filter(Boolean).join(' ')]).toEqual([what, 400, answer]);
    expect(body.message).toMatch(/[а-яё]/);
  }
  expect(await (await server.get('/api/projects')).json()).toEqual(before);
  expect(await readdir(join(server.folder, 'temp'))).toEqual([]);
  expect((await imported(server, aZip(anArchive()))).status).toBe(201);
  expect((await imported(server, aZip(anArchive().map((part) => ({ ...part, deflate: true }))))).status).toBe(
    201,
  );
});

test('A7: an archive that says it is too long is refused before it is sent', async () => {
  const server = await aServer();
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    const sent = request(`${server.url}/api/projects/import`, {
      method: 'POST',
      headers: { cookie: server.cookie, 'content-length': 65 * 1024 ** 3 },
    });
    sent.on('response', (answer) => resolve(answer.statusCode)).on('error', reject);
    sent.flushHeaders();
  });
  expect(status).toBe(413);
});

test('A7: what a killed server left of an import is removed at the next start', async () => {
  const { mkdtemp, rm } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const { startServer } = await import('#server/server.ts');
  const { configOf } = await import('#server/config.ts');
  const { silentLog, systemClock, systemRandom } = await import('#server/ports.ts');
  const folder = await mkdtemp(join(tmpdir(), 'raskadr-archive-'));
  await mkdir(join(folder, 'temp'));
  await writeFile(join(folder, 'temp', 'half'), 'x');
  const ports = { clock: systemClock, random: systemRandom, log: silentLog };
  const server = await startServer(configOf({ PORT: '0', RASKADR_DATA: folder }), ports);
  expect(await readdir(folder)).not.toContain('temp');
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test('A7: an upload that breaks off leaves nothing, and the next one is taken', async () => {
  const server = await aServer();
  const { request } = await import('node:http');
  const sent = request(`${server.url}/api/projects/import`, {
    method: 'POST',
    headers: { cookie: server.cookie, 'content-length': 1000 },
  });
  const broken = new Promise((resolve) => sent.on('error', resolve));
  sent.write(Buffer.alloc(500));
  const temp = join(server.folder, 'temp');
  while ((await readdir(temp).catch(() => [])).length === 0) await new Promise(setImmediate);
  sent.destroy();
  await broken;
  while ((await readdir(temp)).length > 0) await new Promise(setImmediate);
  expect((await imported(server, aZip(anArchive()))).status).toBe(201);
});
