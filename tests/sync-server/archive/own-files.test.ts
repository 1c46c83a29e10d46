import { expect, test } from 'vitest';
import type { Person } from '../a-house.ts';
import { anAsset } from '../assets/an-asset.ts';
import { aFile, aSender, hashOf } from '../incoming/a-sender.ts';
import { aManifest, anIndex, aZip, partOf } from './a-zip.ts';

const SUBTITLES = new TextEncoder().encode('1\n00:00:01,000 --> 00:00:02,000\nРассвет\n');

async function exported(person: Person, project: string): Promise<Buffer> {
  const answer = await person.ask('GET', `/api/projects/${project}/export`);
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

async function imported(person: Person, bytes: Uint8Array): Promise<string> {
  const answer = await person.ask('POST', '/api/projects/import', { bytes });
  expect(answer.status).toBe(201);
  return (await answer.json()).id;
}

async function namesOf(person: Person, project: string): Promise<unknown[]> {
  const { rows } = await (await person.ask('GET', `/api/projects/${project}/feed?since=0`)).json();
  return rows
    .filter(({ kind }: { kind: string }) => kind === 'asset')
    .map(({ value: { name, by, kind } }: { value: Record<string, unknown> }) => [name, by, kind])
    .sort();
}

test('A1: files of people’s own go along with their names, subtitles too, and without who sent them', async () => {
  const { sender } = await aSender();
  await sender.send(aFile(), { filename: 'Рассвет «1».png' });
  await sender.send(SUBTITLES, { filename: 'речь.srt' });
  const file = await exported(sender.person, sender.where.project);
  expect(file.includes('"format": 3')).toBe(true);
  const { sender: other } = await aSender();
  const copy = await imported(other.person, file);
  expect(await namesOf(other.person, copy)).toEqual([
    ['Рассвет «1».png', null, 'image'],
    ['речь.srt', null, 'subtitles'],
  ]);
  expect((await exported(other.person, copy)).equals(file)).toBe(true);
});

test('A1: a project without them is written as before, and comes out as it was', async () => {
  const { house, sender } = await aSender();
  await anAsset({ ...house.core, ...house.runners }, { ...sender.where, content: aFile() });
  const file = await exported(sender.person, sender.where.project);
  expect(file.includes('"format": 2')).toBe(true);
  expect(file.includes('"name":"')).toBe(false);
  const copy = await imported(sender.person, file);
  expect((await exported(sender.person, copy)).equals(file)).toBe(true);
});

test('A3: the name of a file in an archive is text, as it is with one that is sent', async () => {
  const { sender } = await aSender();
  const content = aFile(100);
  const asset = {
    ...{ id: '01ARZ3NDEKTSV4RRFFQ69G5FC0', shot: sender.where.shot, sha256: hashOf(content) },
    ...{ kind: 'image', type: 'image/png', sizeBytes: 100, width: null, height: null, durationMs: null },
    ...{ take: null, prompt: null, model: null, position: 0, createdAt: 1 },
    name: '../photo\u202egnp.exe\u0000',
  };
  const index = anIndex();
  const assets = Buffer.from(JSON.stringify([asset]));
  const parts = [partOf('docs/index.yjs', index), partOf('assets.json', assets, { kind: 'assets' })];
  const archive = aZip([
    { name: 'docs/index.yjs', content: index },
    { name: `blobs/${hashOf(content)}`, content },
    { name: 'assets.json', content: assets },
    aManifest(parts, { format: 3 }),
  ]);
  const copy = await imported(sender.person, archive);
  expect(await namesOf(sender.person, copy)).toEqual([['../photognp.exe', null, 'image']]);
});
