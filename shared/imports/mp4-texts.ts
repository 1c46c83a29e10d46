import { type BoundedBytes, guessedText, latin1, utf8, viewOf } from './byte-source.ts';
import { type FoundText, TEXT_MAX_BYTES, TEXTS_MAX } from './found-text.ts';

const BOXES_MAX = 4000;
const DEPTH_MAX = 6;
const KEYS_MAX = 256;

type Box = { type: string; from: number; to: number };
type Search = { file: BoundedBytes; texts: FoundText[]; boxes: number };

/**
 * The words of a film in MP4 or MOV: `©cmt` and the like, by QuickTime's old way and by iTunes', and named keys (`mdta`). Only the
 * heads of boxes and the words themselves are read, wherever `moov` stands.
 */
export async function mp4Texts(file: BoundedBytes): Promise<FoundText[]> {
  const search: Search = { file, texts: [], boxes: 0 };
  for await (const box of boxesIn(search, 0, file.sizeBytes)) {
    if (box.type === 'moov') await lookInto(search, box, 0);
    if (box.type === 'meta' || box.type === 'udta') await lookAt(search, box, 0);
  }
  return search.texts;
}

async function lookInto(search: Search, { from, to }: Box, depth: number): Promise<void> {
  if (depth > DEPTH_MAX) return;
  for await (const box of boxesIn(search, from, to)) await lookAt(search, box, depth + 1);
}

async function lookAt(search: Search, box: Box, depth: number): Promise<void> {
  if (box.type === 'udta') await lookInto(search, box, depth);
  else if (box.type === 'meta') await readMeta(search, box);
  else if (box.type.startsWith('\u00a9')) await readOldText(search, box);
}

async function* boxesIn(search: Search, from: number, to: number): AsyncGenerator<Box> {
  const { file } = search;
  let at = from;
  while (at + 8 <= to && search.boxes++ < BOXES_MAX && search.texts.length < TEXTS_MAX) {
    const head = await file.take(at, 8);
    if (!head) return;
    let size = viewOf(head).getUint32(0);
    let headBytes = 8;
    const type = latin1(head.subarray(4, 8));
    if (size === 1) {
      const large = await file.take(at + 8, 8);
      if (!large) return;
      size = Number(viewOf(large).getBigUint64(0));
      headBytes = 16;
    }
    if (size === 0) size = to - at;
    if (size < headBytes) return;
    yield { type, from: at + headBytes, to: Math.min(to, at + size) };
    at += size;
  }
}

/** QuickTime's own: a length, a language, the words. */
async function readOldText({ file, texts }: Search, { type, from, to }: Box): Promise<void> {
  const head = await file.take(from, 4);
  if (!head) return;
  const length = Math.min(viewOf(head).getUint16(0), to - from - 4);
  const bytes = await file.take(from + 4, length);
  if (bytes) texts.push({ key: type.slice(1), text: guessedText(bytes) });
}

async function readMeta(search: Search, { from, to }: Box): Promise<void> {
  const { file } = search;
  // In MP4 four bytes of version stand before the first box, in MOV none.
  const second = await file.take(from + 4, 4);
  if (!second) return;
  const start = latin1(second) === 'hdlr' ? from : from + 4;
  let keys: string[] = [];
  for await (const box of boxesIn(search, start, to)) {
    if (box.type === 'keys') keys = await readKeys(search, box);
    if (box.type === 'ilst') await readItems(search, { box, keys });
  }
}

async function readKeys({ file }: Search, { from, to }: Box): Promise<string[]> {
  const head = await file.take(from, 8);
  if (!head) return [];
  const count = Math.min(viewOf(head).getUint32(4), KEYS_MAX);
  const keys: string[] = [];
  let at = from + 8;
  while (keys.length < count) {
    const size = await file.take(at, 4);
    const length = size ? viewOf(size).getUint32(0) : 0;
    if (length < 8 || at + length > to || length > 1024) break;
    const name = await file.take(at + 8, length - 8);
    if (!name) break;
    keys.push(utf8(name));
    at += length;
  }
  return keys;
}

async function readItems(search: Search, { box, keys }: { box: Box; keys: string[] }): Promise<void> {
  for await (const item of boxesIn(search, box.from, box.to)) {
    const key = keys[numberIn(item.type) - 1] ?? item.type.replace('\u00a9', '');
    await readItem(search, { item, key });
  }
}

/** `data`: a type, a place, the words. In the box `----` the name stands beside it. */
async function readItem(search: Search, { item, key }: { item: Box; key: string }): Promise<void> {
  const { file, texts } = search;
  let name = key;
  for await (const box of boxesIn(search, item.from, item.to)) {
    if (box.to - box.from > TEXT_MAX_BYTES) continue;
    if (box.type === 'name') {
      const bytes = await file.take(box.from + 4, box.to - box.from - 4);
      if (bytes) name = utf8(bytes);
    }
    if (box.type !== 'data') continue;
    const bytes = await file.take(box.from + 8, box.to - box.from - 8);
    if (bytes) texts.push({ key: name, text: guessedText(bytes) });
  }
}

/** Items of named keys are called by the number of their key. */
function numberIn(type: string): number {
  return [...type].reduce((number, char) => number * 256 + char.charCodeAt(0), 0);
}
