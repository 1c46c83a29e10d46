import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Sha256 } from '#server/blobs/blob-store.ts';
import { sql } from '#server/database/sql.ts';
import { sweepIncoming } from '#server/incoming/sweep-incoming.ts';
import { ShotId } from '#shared/ids.ts';
import { aUlid, faultOf, type House } from '../a-house.ts';
import { aFile, aSender, hashOf, headlinersOf } from './a-sender.ts';

const DAY_MS = 24 * 60 * 60_000;

function partsIn({ folder }: House): Promise<string[]> {
  return readdir(join(folder, 'blobs', 'incoming')).catch(() => []);
}

async function countOf({ core }: House, what: string): Promise<number> {
  return Number((await core.database.readOne(sql(`SELECT count(*) AS n FROM ${what}`)))?.n);
}

test('M1: the server says what it speaks, and another version is refused', async () => {
  const { sender } = await aSender();
  const answer = await sender.options();
  expect(answer.status).toBe(204);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'tus-resumable': '1.0.0',
    'tus-version': '1.0.0',
    'tus-extension': 'creation,expiration,termination',
    'tus-max-size': String(4 * 1024 ** 3),
  });
  const other = await sender.create(10, {}, { 'tus-resumable': '0.2.2' });
  expect([other.status, other.headers.get('tus-version')]).toEqual([412, '1.0.0']);
});

test('M2: a file comes in pieces, stands as an asset of its shot, is asked to be looked at, and is the headliner', async () => {
  const { house, sender } = await aSender();
  const bytes = aFile();
  const asset = aUlid();
  expect(await sender.begin(bytes.byteLength, { asset, filename: 'Рассвет.png' })).toBe(asset);
  for (let offset = 0; offset < bytes.byteLength; offset += 3000) {
    const answer = await sender.patch(asset, offset, bytes.subarray(offset, offset + 3000));
    const reached = Math.min(offset + 3000, bytes.byteLength);
    expect([answer.status, answer.headers.get('upload-offset')]).toEqual([204, String(reached)]);
    expect(answer.headers.has('upload-expires')).toBe(reached < bytes.byteLength);
    expect(await sender.offsetOf(asset)).toBe(reached);
  }
  const [record] = await sender.records();
  expect(record).toMatchObject({
    ...{ id: asset, ...sender.where, sha256: hashOf(bytes), sizeBytes: bytes.byteLength },
    ...{ kind: 'image', type: 'image/png', name: 'Рассвет.png', by: sender.person.id, take: null, job: null },
  });
  expect(await headlinersOf(house, sender.where.project)).toEqual([asset, null]);
  expect(await countOf(house, "jobs WHERE kind = 'rendition'")).toBe(1);
  const media = await sender.person.ask('GET', `/media/${hashOf(bytes)}/original`);
  expect(new Uint8Array(await media.arrayBuffer())).toEqual(bytes);
  expect(await partsIn(house)).toEqual([]);
});

test('M2: a second file of a shot does not touch its headliner, nor does sound, nor where the project wants none', async () => {
  const { house, sender, shots } = await aSender();
  const first = await sender.send(aFile(100));
  await sender.send(aFile(100));
  const sound = sender.with({ shot: shots[1] ?? ShotId.parse(aUlid()) });
  await sound.send(new Uint8Array([...new TextEncoder().encode('fLaC'), 1, 2, 3]), { filename: 'a.flac' });
  expect(await headlinersOf(house, sender.where.project)).toEqual([first, null]);
  expect(await countOf(house, 'assets')).toBe(3);
});

test('M3: the same id with the same facts is the same upload, also when it is done and long forgotten', async () => {
  const { house, sender } = await aSender();
  const bytes = aFile();
  const asset = aUlid();
  const again = async () => {
    const answer = await sender.create(bytes.byteLength, { asset });
    return [answer.status, answer.headers.get('location'), answer.headers.get('upload-offset')];
  };
  expect(await again()).toEqual([201, `/api/uploads/${asset}`, '0']);
  expect(await again()).toEqual([200, `/api/uploads/${asset}`, '0']);
  await sender.patch(asset, 0, bytes.subarray(0, 4000));
  expect(await again()).toEqual([200, `/api/uploads/${asset}`, '4000']);
  await sender.patch(asset, 4000, bytes.subarray(4000));
  expect(await again()).toEqual([200, `/api/uploads/${asset}`, '10000']);
  await sweepIncoming(house.incoming, house.clock.nowMs() + 2 * DAY_MS);
  expect(await sender.offsetOf(asset)).toBe(-404);
  expect(await again()).toEqual([200, `/api/uploads/${asset}`, '10000']);
  expect(await countOf(house, 'assets')).toBe(1);
});

test("M3: other facts under the same id, and anybody else's id, are refused", async () => {
  const { house, sender, shots } = await aSender();
  const editor = await house.person('editor');
  await sender.person.setMember(sender.where.project, 'editor', 'editor');
  const asset = aUlid();
  await sender.begin(10_000, { asset });
  const tries = [
    sender.create(9999, { asset }),
    sender.create(10_000, { asset, filename: 'другой.png' }),
    sender.create(10_000, { asset, sha256: hashOf(aFile()) }),
    sender.with({ shot: shots[1] ?? ShotId.parse(aUlid()) }).create(10_000, { asset }),
    sender.with({ person: editor }).create(10_000, { asset }),
  ];
  for (const answer of await Promise.all(tries))
    expect([answer.status, await faultOf(answer)]).toEqual([409, 'id_taken']);
  const stranger = sender.with({ person: editor });
  for (const answer of [
    await stranger.head(asset),
    await stranger.patch(asset, 0, aFile(10)),
    await stranger.remove(asset),
  ])
    expect(answer.status).toBe(404);
  const made = await sender.send(aFile());
  await sweepIncoming(house.incoming, house.clock.nowMs() + 2 * DAY_MS);
  expect(await faultOf(await stranger.create(10_000, { asset: made }))).toBe('id_taken');
});

test('M4: content that the sender may read already stands at once, without a byte', async () => {
  const { house, sender, shots } = await aSender();
  const bytes = aFile();
  await sender.send(bytes);
  const other = sender.with({ shot: shots[1] ?? ShotId.parse(aUlid()) });
  const answer = await other.create(bytes.byteLength, { sha256: hashOf(bytes), filename: 'копия.png' });
  expect([answer.status, answer.headers.get('upload-offset')]).toEqual([201, '10000']);
  expect((await other.records()).map(({ name }) => name)).toEqual(['кадр.png', 'копия.png']);
  expect((await headlinersOf(house, sender.where.project)).every((one) => one !== null)).toBe(true);
  // A size that is not that of the content says that the hash is not known either.
  const lie = await other.create(bytes.byteLength + 1, { sha256: hashOf(bytes) });
  expect(lie.headers.get('upload-offset')).toBe('0');
});

test('M4: a hash of what the sender may not read is answered like that of nothing, and the bytes are wanted', async () => {
  const { house, sender } = await aSender();
  const bytes = aFile();
  await sender.send(bytes);
  const other = await house.person('other');
  const project = await other.aProject('Чужой');
  const stranger = sender.with({ person: other, project, shot: ShotId.parse(aUlid()) });
  const answers = [];
  for (const sha256 of [hashOf(bytes), hashOf(aFile())]) {
    const asset = aUlid();
    const answer = await stranger.create(bytes.byteLength, { sha256, asset });
    const { location: _own, 'x-request-id': _number, ...headers } = Object.fromEntries(answer.headers);
    answers.push([answer.status, headers, await answer.text(), await stranger.offsetOf(asset)]);
    // Nor is it given to him later, by whatever way.
    await sweepIncoming(house.incoming, house.clock.nowMs());
    expect((await stranger.patch(asset, bytes.byteLength, new Uint8Array())).status).toBe(409);
    expect(await stranger.offsetOf(asset)).toBe(0);
  }
  expect(answers[0]).toEqual(answers[1]);
  expect((await other.ask('GET', `/media/${hashOf(bytes)}/original`)).status).toBe(404);
  expect(await stranger.records()).toEqual([]);
  await stranger.send(bytes, { sha256: hashOf(bytes) });
  expect((await other.ask('GET', `/media/${hashOf(bytes)}/original`)).status).toBe(200);
});

test('M4: content whose file the disk has lost is wanted again, and is there afterwards', async () => {
  const { house, sender } = await aSender();
  const bytes = aFile();
  const sha256 = hashOf(bytes);
  await sender.send(bytes);
  await house.runners.blobs.removeIf(Sha256.parse(sha256), async () => true);
  await sender.send(bytes, { sha256 });
  expect(await house.runners.blobs.find(Sha256.parse(sha256))).toBeDefined();
});

test('M5: a piece from elsewhere than where the file stands is told where that is', async () => {
  const { sender } = await aSender();
  const bytes = aFile();
  const asset = await sender.begin(bytes.byteLength);
  await sender.patch(asset, 0, bytes.subarray(0, 5000));
  for (const offset of [0, 4999, 5001]) {
    const answer = await sender.patch(asset, offset, bytes.subarray(offset));
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ fault: { code: 'upload_moved_on', offset: 5000 } });
  }
  await sender.patch(asset, 5000, bytes.subarray(5000));
  const late = await sender.patch(asset, 0, bytes);
  expect(await late.json()).toMatchObject({ fault: { code: 'upload_moved_on', offset: 10_000 } });
  const nothing = await sender.patch(asset, 10_000, new Uint8Array());
  expect([nothing.status, nothing.headers.get('upload-offset')]).toEqual([204, '10000']);
});

test('M5: more than was promised is refused, and what is no piece is none', async () => {
  const { sender } = await aSender();
  const bytes = aFile();
  const asset = await sender.begin(bytes.byteLength);
  const refusals = [
    [await sender.patch(asset, 0, aFile(10_001)), 400],
    [await sender.patch(asset, 0, bytes, { 'content-type': 'application/octet-stream' }), 415],
    [await sender.patch(asset, 0, bytes, { 'upload-offset': '-1' }), 400],
    [await sender.patch(asset, 0, bytes, { 'upload-offset': '1e3' }), 400],
    [await sender.patch('..%2f..%2fetc', 0, bytes), 400],
    [await sender.patch(aUlid(), 0, bytes), 404],
  ] as const;
  for (const [answer, status] of refusals) expect(answer.status).toBe(status);
  expect(await sender.offsetOf(asset)).toBe(0);
});

const NO_MEDIA: Record<string, string> = {
  'a drawing that is a program': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  'a drawing behind its declaration': '<?xml version="1.0"?><svg/>',
  'a playlist': '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n',
  'a list of files': 'ffconcat version 1.0\nfile /etc/passwd\n',
  'a page': '<!doctype html><script>alert(1)</script>',
  'a text': 'просто текст',
  'a manifest': '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
  'one byte': '\u0001',
};

test.for(Object.entries(NO_MEDIA))(
  'M6: %s leaves nothing behind, whatever it is called',
  async ([, text]) => {
    const { house, sender } = await aSender();
    const bytes = new TextEncoder().encode(text);
    const asset = await sender.begin(bytes.byteLength, { filename: 'кадр.mp4', sha256: hashOf(bytes) });
    const answer = await sender.patch(asset, 0, bytes);
    expect([answer.status, await faultOf(answer)]).toEqual([415, 'not_media']);
    expect(await sender.offsetOf(asset)).toBe(-404);
    expect([await partsIn(house), await countOf(house, 'incoming'), await countOf(house, 'assets')]).toEqual([
      [],
      0,
      0,
    ]);
  },
);

test('M6: a large file that is no media is refused as soon as its beginning is there, also in small pieces', async () => {
  const { sender } = await aSender();
  const large = new Uint8Array(9000).fill(65);
  const asset = await sender.begin(1_000_000_000);
  expect((await sender.patch(asset, 0, large.subarray(0, 3000))).status).toBe(204);
  expect((await sender.patch(asset, 3000, large.subarray(3000, 4095))).status).toBe(204);
  expect((await sender.patch(asset, 4095, large.subarray(4095))).status).toBe(415);
  expect(await sender.offsetOf(asset)).toBe(-404);
});

test('M7: another hash than was said leaves no bytes behind, and the upload begins anew', async () => {
  const { house, sender } = await aSender();
  const [bytes, others] = [aFile(), aFile()];
  const asset = await sender.begin(bytes.byteLength, { sha256: hashOf(bytes) });
  const answer = await sender.patch(asset, 0, others);
  expect([answer.status, await faultOf(answer)]).toEqual([422, 'wrong_hash']);
  expect([await sender.offsetOf(asset), await partsIn(house)]).toEqual([0, []]);
  expect((await sender.patch(asset, 0, bytes)).status).toBe(204);
  expect(await sender.offsetOf(asset)).toBe(10_000);
});

test('M8: only who may write begins an upload, and who may no more ends at the next piece', async () => {
  const { house, sender } = await aSender();
  const { project } = sender.where;
  const joined = async (login: string, role: 'editor' | 'viewer') => {
    const person = await house.person(login);
    await sender.person.setMember(project, login, role);
    return sender.with({ person });
  };
  expect(await faultOf(await (await joined('viewer', 'viewer')).create(10))).toBe('forbidden');
  const stranger = sender.with({ person: await house.person('stranger') });
  expect(await faultOf(await stranger.create(10))).toBe('project_not_found');
  const editor = await joined('editor', 'editor');
  const bytes = aFile();
  const asset = await editor.begin(bytes.byteLength);
  await editor.patch(asset, 0, bytes.subarray(0, 5000));
  const next = () => editor.patch(asset, 5000, bytes.subarray(5000));
  await sender.person.setMember(project, 'editor', 'viewer');
  expect(await faultOf(await next())).toBe('forbidden');
  await sender.person.removeMember(project, 'editor');
  expect(await faultOf(await next())).toBe('project_not_found');
  await sender.person.setMember(project, 'editor', 'editor');
  await sender.person.mutate({ kind: 'project.trash', project });
  expect(await faultOf(await next())).toBe('project_trashed');
  expect(await faultOf(await editor.create(10))).toBe('project_trashed');
  await sender.person.mutate({ kind: 'project.restore', project });
  expect((await next()).status).toBe(204);
});

test('M9: an upload that is withdrawn is gone, and its asset stays when it was done', async () => {
  const { house, sender } = await aSender();
  const bytes = aFile();
  const asset = await sender.begin(bytes.byteLength);
  await sender.patch(asset, 0, bytes.subarray(0, 5000));
  expect((await sender.remove(asset)).status).toBe(204);
  expect([await sender.offsetOf(asset), await partsIn(house)]).toEqual([-404, []]);
  expect((await sender.patch(asset, 5000, bytes.subarray(5000))).status).toBe(404);
  const done = await sender.send(bytes);
  expect((await sender.remove(done)).status).toBe(204);
  expect(await sender.records()).toHaveLength(1);
});

test('M10: what nobody goes on with for a day goes; what is done is told for a day', async () => {
  const { house, sender } = await aSender();
  const bytes = aFile();
  const [half, none] = [await sender.begin(bytes.byteLength), await sender.begin(bytes.byteLength)];
  await sender.patch(half, 0, bytes.subarray(0, 5000));
  const done = await sender.send(bytes);
  const nowMs = Math.max(house.clock.nowMs(), Date.now());
  await sweepIncoming(house.incoming, house.clock.nowMs() + DAY_MS - 60_000);
  expect(await Promise.all([half, none, done].map((one) => sender.offsetOf(one)))).toEqual([5000, 0, 10_000]);
  await sweepIncoming(house.incoming, nowMs + DAY_MS + 60_000);
  expect(await Promise.all([half, none, done].map((one) => sender.offsetOf(one)))).toEqual([
    -404, -404, -404,
  ]);
  expect(await partsIn(house)).toEqual([]);
});

test('M10: a part of before the machine was started is believed only when a hash can prove it', async () => {
  const { house, sender } = await aSender();
  const bytes = aFile();
  const [bare, hashed] = [
    await sender.begin(bytes.byteLength),
    await sender.begin(bytes.byteLength, { sha256: hashOf(bytes) }),
  ];
  for (const asset of [bare, hashed]) await sender.patch(asset, 0, bytes.subarray(0, 5000));
  house.incoming.bootedAtMs = Date.now() + 60_000;
  expect([await sender.offsetOf(bare), await sender.offsetOf(hashed)]).toEqual([0, 5000]);
});

test('M11: what is too large for the house, for the person or for the disk is refused before it is sent', async () => {
  const env = { RASKADR_FILE_MAX_BYTES: '20000', RASKADR_PERSON_QUOTA_BYTES: '25000' };
  const { house, sender } = await aSender({ env });
  const large = await sender.create(20_001);
  expect(large.status).toBe(413);
  expect(await large.json()).toMatchObject({ fault: { code: 'too_large', limitBytes: 20_000 } });
  for (const length of [0, -1, 1.5]) expect((await sender.create(length)).status).toBe(400);
  const first = aFile();
  await sender.send(first);
  const answers = await Promise.all([sender.create(10_000), sender.create(10_000), sender.create(10_000)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 413, 413]);
  const full = answers.find(({ status }) => status === 413);
  expect(await full?.json()).toMatchObject({
    fault: { code: 'quota_full', limitBytes: 25_000, usedBytes: 20_000 },
  });
  // What he has already takes nothing more, and another person has room of his own.
  const known = await sender.create(first.byteLength, { sha256: hashOf(first) });
  expect([known.status, known.headers.get('upload-offset')]).toEqual([201, '10000']);
  const editor = await house.person('editor');
  await sender.person.setMember(sender.where.project, 'editor', 'editor');
  expect((await sender.with({ person: editor }).create(20_000)).status).toBe(201);
});

test('M11: one person has at most two thousand files on their way', async () => {
  const { house, sender } = await aSender();
  await house.core.database.write(
    Array.from({ length: 1999 }, () =>
      sql(
        'INSERT INTO incoming (asset, project, shot, user_id, name, size_bytes, created_at) VALUES (?, ?, ?, ?, ?, 1, 1)',
        ...[aUlid(), sender.where.project, sender.where.shot, sender.person.id, ''],
      ),
    ),
  );
  expect((await sender.create(10)).status).toBe(201);
  const answer = await sender.create(10);
  expect([answer.status, await faultOf(answer)]).toEqual([429, 'too_many_requests']);
});

const NAMES: [string, string | null][] = [
  ['../../etc/passwd', '../../etc/passwd'],
  ['a\u0000b\r\nset-cookie: x=1.png', 'abset-cookie: x=1.png'],
  ['photo\u202egnp.exe', 'photognp.exe'],
  ['я'.repeat(300), 'я'.repeat(255)],
  ['😀'.repeat(300), '😀'.repeat(255)],
  ['', null],
  ['\u200f \u0007', null],
  ['"; rm -rf /', '"; rm -rf /'],
];

test.for(NAMES)('M12: the name %j is text and nothing else', async ([filename, name]) => {
  const { house, sender } = await aSender();
  const asset = await sender.send(aFile(500), { filename });
  expect(await sender.records()).toMatchObject([{ name }]);
  const metadata = (await sender.head(asset)).headers.get('upload-metadata') ?? '';
  expect(metadata).toMatch(/^[A-Za-z0-9+/=, ]+$/);
  expect((await readdir(join(house.folder, 'blobs'))).sort()).toContain('incoming');
});

test('V125: a file arrives with the id of the record that says how it was made, also when its content is known', async () => {
  const { sender, shots } = await aSender();
  const bytes = aFile();
  const prompt = aUlid();
  const asset = await sender.begin(bytes.byteLength, { prompt });
  expect((await sender.head(asset)).headers.get('upload-metadata')).toContain(
    `prompt ${Buffer.from(prompt).toString('base64')}`,
  );
  await sender.patch(asset, 0, bytes);
  const known = aUlid();
  const other = aUlid();
  const shot = String(shots[1]);
  await sender.create(bytes.byteLength, { asset: known, shot, sha256: hashOf(bytes), prompt: other });
  const records = await sender.records();
  expect(records.map(({ id, prompt: said, take }) => [id, said, take])).toEqual(
    expect.arrayContaining([
      [asset, prompt, null],
      [known, other, null],
    ]),
  );
});

test('V125: what is no id of a record is refused', async () => {
  const { sender } = await aSender();
  const answer = await sender.create(100, { prompt: "x'; DROP TABLE assets" });
  expect([answer.status, await faultOf(answer)]).toEqual([400, 'bad_input']);
});
