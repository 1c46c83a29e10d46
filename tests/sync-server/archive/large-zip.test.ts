import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { readProjectFile } from '#lib/projects/read-project-file.ts';
import { ZipReader } from '#server/archive/zip-reader.ts';
import { centralRecord, endRecords, localHeader } from '#server/archive/zip-records.ts';
import { ZipWriter } from '#server/archive/zip-writer.ts';
import { aFolder } from '../blobs/a-folder.ts';
import { sha256Of } from '../runners/a-runner.ts';
import { anArchive, type Part } from './a-zip.ts';

const LIMITS = { entriesMax: 100, directoryMaxBytes: 10_000, isName: () => true };
const GIGABYTE = 1024 ** 3;

test('A2: content goes in piece by piece; what is not what was promised leaves no trace', async () => {
  const path = join(await aFolder(), 'film.raskadr');
  const pieces = ['Кит ', 'всплывает'];
  const content = async function* () {
    for (const piece of pieces) yield Buffer.from(piece);
  };
  const whole = { bytes: Buffer.byteLength(pieces.join('')), sha256: sha256Of(pieces.join('')) };
  {
    await using zip = await ZipWriter.create(path);
    await zip.add('first', Buffer.from('первый'));
    expect(await zip.addStream('longer', { ...whole, bytes: whole.bytes + 1 }, content())).toBe(false);
    expect(await zip.addStream('shorter', { ...whole, bytes: 3 }, content())).toBe(false);
    expect(await zip.addStream('other', { ...whole, sha256: sha256Of('другой') }, content())).toBe(false);
    expect(await zip.addStream('same', whole, content())).toBe(true);
    expect(await zip.finish()).toBe((await stat(path)).size);
  }
  await using zip = await ZipReader.open(path, LIMITS);
  expect([...zip.entries.keys()]).toEqual(['first', 'same']);
  const entry = zip.entries.get('same');
  if (!entry) throw new Error('not there');
  expect((await zip.read(entry)).toString()).toBe(pieces.join(''));
  const streamed: Uint8Array[] = [];
  for await (const piece of zip.stream(entry)) streamed.push(piece);
  expect(Buffer.concat(streamed).toString()).toBe(pieces.join(''));
});

/** Holes where gigabytes of pictures would be: a file of that size takes no room. */
async function aLargeFile(path: string, parts: Part[]): Promise<void> {
  await using file = await open(path, 'w');
  const hole = { name: Buffer.from('blobs/film'), offset: 0, bytes: 5 * GIGABYTE, crc: 0, method: 0 };
  const header = localHeader(hole);
  await file.write(header, 0, header.length, 0);
  let at = header.length + hole.bytes;
  const written = [hole];
  const write = async (bytes: Buffer) => {
    await file.write(bytes, 0, bytes.length, at);
    at += bytes.length;
  };
  for (const { name, content } of parts) {
    const entry = {
      ...hole,
      name: Buffer.from(name),
      offset: at,
      bytes: content.length,
      crc: crc32(content),
    };
    written.push(entry);
    await write(Buffer.concat([localHeader(entry), content]));
  }
  const start = at;
  for (const entry of written) await write(centralRecord(entry));
  for (const record of endRecords({ count: written.length, start, end: at })) await write(record);
}

/** Node's own blob of a file counts its bytes in 32 bits. */
async function asBlob(path: string): Promise<Blob> {
  const { size } = await stat(path);
  const slice = (from: number, to = size) => ({
    arrayBuffer: async () => {
      await using file = await open(path);
      const { buffer } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
      return new Uint8Array(buffer).buffer;
    },
  });
  // Of a blob, only what is read of it here.
  return { size, slice } as unknown as Blob;
}

test('A2 A3: a file of five gigabytes is read like any other, by the server and before it is sent', async () => {
  const path = join(await aFolder(), 'large.raskadr');
  const parts = anArchive();
  await aLargeFile(path, parts);
  await using zip = await ZipReader.open(path, LIMITS);
  const [first, ...others] = zip.entries.values();
  expect(first).toMatchObject({ name: 'blobs/film', bytes: 5 * GIGABYTE, offset: 0 });
  for (const [n, entry] of others.entries()) {
    expect(entry.offset).toBeGreaterThan(5 * GIGABYTE);
    expect((await zip.read(entry)).equals(Buffer.from(parts[n]?.content ?? ''))).toBe(true);
  }
  expect(await readProjectFile(await asBlob(path))).toMatchObject({ ok: true, value: { name: 'Фильм' } });
});
