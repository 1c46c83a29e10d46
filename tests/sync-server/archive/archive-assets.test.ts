import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sql } from '#server/database/sql.ts';
import { checkContents, listNamedContents } from '#server/keeping/check-contents.ts';
import { checkJobs } from '#server/keeping/check-jobs.ts';
import { offerHeadliner } from '#shared/documents/index-doc.ts';
import { JobId } from '#shared/jobs/job.ts';
import { aUlid, type House, indexOf, type Person } from '../a-house.ts';
import { anAsset } from '../assets/an-asset.ts';
import { sha256Of } from '../runners/a-runner.ts';
import { aStudio as anEmptyStudio } from '../runners/a-studio.ts';
import { everyRow } from './a-film.ts';
import { aManifest, anArchive, anIndex, aZip, type Part, partOf } from './a-zip.ts';

/** A film of one shot with two pictures; the first is its headliner. */
async function aStudio() {
  const studio = await anEmptyStudio();
  const { house, admin, where } = studio;
  const place = { ...house.core, ...house.runners };
  const first = await anAsset(place, { ...where, content: 'первый', job: JobId.parse(aUlid()) });
  const second = await anAsset(place, { ...where, content: 'второй', position: 1 });
  await house.core.rooms.use(indexOf(where.project), (room) =>
    room.change({
      make: (doc) => offerHeadliner(doc, where.shot, first.id),
      alongside: [],
      user: admin.id,
    }),
  );
  return { ...studio, place, first, second };
}

async function exported(person: Person, project: string): Promise<Uint8Array> {
  const answer = await person.ask('GET', `/api/projects/${project}/export`);
  expect(answer.status).toBe(200);
  return new Uint8Array(await answer.arrayBuffer());
}

async function imported(person: Person, bytes: Uint8Array, query = '') {
  const answer = await person.ask('POST', `/api/projects/import${query}`, { bytes });
  return { status: answer.status, body: await answer.json() };
}

async function mediaStatus(person: Person, sha256: string): Promise<number> {
  return (await person.ask('GET', `/media/${sha256}/original`)).status;
}

async function expectSound({ core, folder }: House): Promise<void> {
  expect(await checkJobs(core.database)).toEqual([]);
  expect((await checkContents(await listNamedContents(core.database), folder)).problems).toEqual([]);
}

function pathOf({ folder }: House, sha256: string): string {
  return join(folder, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
}

/** What lies under the blobs and the temporary files. */
async function filesOf({ folder }: House): Promise<string[]> {
  const of = (name: string) => readdir(join(folder, name), { recursive: true, withFileTypes: true });
  const entries = [await of('blobs').catch(() => []), await of('temp').catch(() => [])].flat();
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
}

test('A1 A5: pictures go along to another house, stand where they stood, and are its owner’s alone', async () => {
  const { admin, where, first, second } = await aStudio();
  const file = await exported(admin, where.project);
  const { house, admin: other } = await anEmptyStudio();
  const boris = await house.person('boris');
  const { status, body } = await imported(boris, file);
  expect(status).toBe(201);
  expect((await boris.projects()).find(({ id }: { id: string }) => id === body.id)).toMatchObject({
    covers: [{ shot: where.shot, headliner: first.id }],
  });
  const told = await house.core.database.read(
    sql("SELECT value FROM feed_rows WHERE feed = ? AND kind = 'asset' ORDER BY id", `p:${body.id}`),
  );
  const expected = [first, second].sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(told.map(({ value }) => JSON.parse(String(value)))).toMatchObject(
    expected.map((asset) => ({ ...asset, project: body.id, job: null, renditions: [] })),
  );
  expect(await (await boris.ask('GET', `/media/${first.sha256}/original`)).text()).toBe('первый');
  expect(await mediaStatus(other, first.sha256)).toBe(404);
  const jobs = await house.core.database.read(
    sql("SELECT json_extract(payload, '$.sha256') AS sha256 FROM jobs WHERE kind = 'rendition' ORDER BY 1"),
  );
  expect(jobs.map(({ sha256 }) => sha256)).toEqual([first.sha256, second.sha256].sort());
  await expectSound(house);
  expect(Buffer.from(await exported(boris, body.id)).equals(Buffer.from(file))).toBe(true);
  const again = await imported(boris, file);
  expect(again.status).toBe(201);
  expect(Buffer.from(await exported(boris, again.body.id)).equals(Buffer.from(file))).toBe(true);
  expect(await filesOf(house)).toEqual([first.sha256, second.sha256].sort());
  await expectSound(house);
});

test('A6: a merge brings new pictures, keeps those that stand, and a second one changes nothing', async () => {
  const { house, admin, where, place, first } = await aStudio();
  const { body } = await imported(admin, await exported(admin, where.project));
  const third = await anAsset(place, { ...where, project: body.id, content: 'третий' });
  const file = await exported(admin, body.id);
  const merge = `?mode=merge&project=${where.project}`;
  expect((await imported(admin, file, merge)).status).toBe(200);
  const rows = await house.core.database.read(
    sql('SELECT id, job FROM assets WHERE project = ? ORDER BY created_at', where.project),
  );
  expect(rows).toHaveLength(3);
  expect(rows).toContainEqual({ id: first.id, job: first.job });
  expect(rows).toContainEqual({ id: third.id, job: null });
  const before = await everyRow(house.core);
  expect((await imported(admin, file, merge)).status).toBe(200);
  expect(await everyRow(house.core)).toEqual(before);
  await rm(pathOf(house, first.sha256));
  expect((await imported(admin, file, merge)).status).toBe(200);
  // What the disk had lost is back.
  await expectSound(house);
});

test('A8: content that is gone or damaged is left out and told, and the rest comes in', async () => {
  const { house, admin, where, place, first } = await aStudio();
  const damaged = await anAsset(place, { ...where, content: 'третий' });
  await rm(pathOf(house, first.sha256));
  await writeFile(pathOf(house, damaged.sha256), 'ТРЕТИЙ');
  const answer = await admin.ask('GET', `/api/projects/${where.project}/export`);
  expect(answer.headers.get('raskadr-lost-assets')).toBe('2');
  const file = new Uint8Array(await answer.arrayBuffer());
  const { house: next, admin: boris } = await anEmptyStudio();
  expect((await imported(boris, file)).status).toBe(201);
  expect(await next.core.database.readOne(sql('SELECT count(*) AS n FROM assets'))).toEqual({ n: 1 });
  await expectSound(next);
});

const CONTENT = Buffer.from('кадр');
const SHA256 = sha256Of(CONTENT);
const ASSET = {
  ...{ id: '01ARZ3NDEKTSV4RRFFQ69G5FC0', shot: '01ARZ3NDEKTSV4RRFFQ69G5FB9', sha256: SHA256 },
  ...{ kind: 'image', type: 'image/png', sizeBytes: CONTENT.length, width: 16, height: 9, durationMs: null },
  ...{ take: null, prompt: null, model: null, position: 0, createdAt: 1 },
};
const BLOB: Part = { name: `blobs/${SHA256}`, content: CONTENT };

/** An archive of one storyboard with these assets and this content. */
function withAssets(assets: unknown, blobs: Part[] = [BLOB]): Part[] {
  const [index] = anArchive(anIndex());
  if (!index) throw new Error('no storyboard');
  const content = Buffer.from(JSON.stringify(assets));
  const part = { ...partOf('assets.json', content), kind: 'assets' };
  return [
    index,
    ...blobs,
    { name: 'assets.json', content },
    aManifest([partOf(index.name, index.content), part]),
  ];
}

const other = Buffer.from('рдак');
const BAD: [what: string, parts: Part[], answer: string][] = [
  ['an asset without its content', withAssets([ASSET], []), 'missing_part'],
  ['other content of the same size', withAssets([ASSET], [{ ...BLOB, content: other }]), 'bad_hash'],
  ['a wrong checksum', withAssets([ASSET], [{ ...BLOB, crc: 1 }]), 'bad_hash'],
  ['a size that lies', withAssets([{ ...ASSET, sizeBytes: 3 }]), 'bad_hash'],
  ['two sizes of one content', withAssets([ASSET, { ...ASSET, id: ASSET.shot, sizeBytes: 9 }]), 'bad_hash'],
  ['packed content', withAssets([ASSET], [{ ...BLOB, deflate: true }]), 'not_an_archive'],
  [
    'a bomb',
    withAssets(
      [{ ...ASSET, sizeBytes: 2 ** 31 }],
      [{ ...BLOB, content: Buffer.alloc(9_000_000), deflate: true, declaredBytes: 2 ** 31 }],
    ),
    'not_an_archive',
  ],
  ['content that nobody names', withAssets([]), 'bad_path'],
  ['a name that leads out', withAssets([ASSET], [{ ...BLOB, name: 'blobs/../../escaped' }]), 'bad_path'],
  ['a name in capitals', withAssets([ASSET], [{ ...BLOB, name: BLOB.name.toUpperCase() }]), 'bad_path'],
  ['content that stands twice', withAssets([ASSET], [BLOB, BLOB]), 'bad_path'],
  ['an asset that stands twice', withAssets([ASSET, ASSET]), 'bad_document'],
  ['a hash that leads out', withAssets([{ ...ASSET, sha256: '../../../../etc/passwd' }]), 'bad_document'],
  ['a page as a picture', withAssets([{ ...ASSET, type: 'text/html' }]), 'bad_document'],
  ['a drawing with scripts', withAssets([{ ...ASSET, type: 'image/svg+xml' }]), 'bad_document'],
  ['a film as a picture', withAssets([{ ...ASSET, type: 'video/mp4' }]), 'bad_document'],
  ['a type with a header in it', withAssets([{ ...ASSET, type: 'image/png\r\nx: y' }]), 'bad_document'],
  ['work of another house', withAssets([{ ...ASSET, job: ASSET.id }]), 'bad_document'],
  ['another project', withAssets([{ ...ASSET, project: ASSET.id }]), 'bad_document'],
  ['half a width', withAssets([{ ...ASSET, width: 0.5 }]), 'bad_document'],
  ['no list', withAssets({ assets: [ASSET] }), 'bad_document'],
  [
    'an empty file',
    withAssets(
      [{ ...ASSET, sizeBytes: 0, sha256: sha256Of('') }],
      [{ name: `blobs/${sha256Of('')}`, content: Buffer.alloc(0) }],
    ),
    'bad_document',
  ],
  [
    'one good file and one bad one',
    withAssets(
      [ASSET, { ...ASSET, id: ASSET.shot, sha256: 'f'.repeat(64) }],
      [BLOB, { name: `blobs/${'f'.repeat(64)}`, content: CONTENT }],
    ),
    'bad_hash',
  ],
];

test('A3 A9: assets that lie are refused by their reason, and neither rows nor files stay', async () => {
  const { house, admin, where } = await anEmptyStudio();
  const before = await everyRow(house.core);
  const merge = `?mode=merge&project=${where.project}`;
  for (const [what, parts, reason] of BAD) {
    for (const query of ['', merge]) {
      const { status, body } = await imported(admin, aZip(parts), query);
      // Another project, which a merge sees first when the archive itself is sound.
      const isUnrelated = query !== '' && body.fault.code === 'archive_unrelated';
      if (!isUnrelated) expect([what, status, body.fault.reason]).toEqual([what, 400, reason]);
      expect([what, await filesOf(house)]).toEqual([what, []]);
    }
  }
  const after = await everyRow(house.core);
  expect(after).toEqual(before);
  expect((await imported(admin, aZip(withAssets([ASSET])))).status).toBe(201);
  expect((await imported(admin, aZip(anArchive().map(ofFormatOne)))).status).toBe(201);
});

function ofFormatOne(part: Part): Part {
  const text = Buffer.from(part.content).toString();
  return part.name === 'manifest.json'
    ? { ...part, content: Buffer.from(text.replace('"format":2', '"format":1')) }
    : part;
}

test('A9: who only knows a hash does not get at content by it', async () => {
  const { house, admin, first } = await aStudio();
  const boris = await house.person('boris');
  const named = { ...ASSET, sha256: first.sha256, sizeBytes: first.sizeBytes };
  const guess = { name: `blobs/${first.sha256}`, content: Buffer.alloc(first.sizeBytes) };
  for (const blobs of [[], [guess]]) {
    const { status } = await imported(boris, aZip(withAssets([named], blobs)));
    expect([status, await mediaStatus(boris, first.sha256)]).toEqual([400, 404]);
  }
  expect(await mediaStatus(admin, first.sha256)).toBe(200);
  await expectSound(house);
});
