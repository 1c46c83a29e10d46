import { createHash } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import * as Y from 'yjs';
import { endRecords } from '#server/archive/zip-records.ts';
import { initIndexDoc } from '#shared/documents/index-doc.ts';

export type Part = {
  name: string;
  content: Uint8Array;
  deflate?: boolean;
  /** What the directory says instead of the truth. */
  declaredBytes?: number;
  crc?: number;
};

/** A ZIP file by hand, so that it can be wrong in any way. */
export function aZip(parts: Part[]): Buffer {
  const chunks: Buffer[] = [];
  const records: Buffer[] = [];
  let offset = 0;
  for (const { name, content, deflate = false, declaredBytes, crc = crc32(content) } of parts) {
    const packed = deflate ? deflateRawSync(content) : Buffer.from(content);
    const title = Buffer.from(name);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(deflate ? 8 : 0, 4);
    facts.writeUInt32LE(crc, 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(declaredBytes ?? content.length, 18);
    facts.writeUInt16LE(title.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    chunks.push(Buffer.from('PK\x03\x04'), facts, title, packed);
    records.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, place, title);
    offset += 30 + title.length + packed.length;
  }
  const directory = Buffer.concat(records);
  const end = endRecords({ count: parts.length, start: offset, end: offset + directory.length });
  return Buffer.concat([...chunks, directory, ...end]);
}

export function anIndex(name = 'Фильм'): Uint8Array {
  const doc = new Y.Doc();
  initIndexDoc(doc, name);
  return Y.encodeStateAsUpdate(doc);
}

export function partOf(path: string, content: Uint8Array, facts: Record<string, unknown> = {}) {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { kind: 'index', path, bytes: content.length, sha256, ...facts };
}

export function aManifest(parts: unknown[], facts: Record<string, unknown> = {}): Part {
  const manifest = { kind: 'raskadr-project', format: 2, name: 'Фильм', parts, ...facts };
  return { name: 'manifest.json', content: Buffer.from(JSON.stringify(manifest)) };
}

/** A sound archive of one storyboard, to be bent by its parts. */
export function anArchive(index = anIndex()): Part[] {
  return [{ name: 'docs/index.yjs', content: index }, aManifest([partOf('docs/index.yjs', index)])];
}
