import { guessedText, latin1, utf8, viewOf } from './byte-source.ts';
import type { FoundText } from './found-text.ts';

const NAMES: Record<number, string> = {
  270: 'ImageDescription',
  271: 'Make',
  272: 'Model',
  305: 'Software',
  315: 'Artist',
  37500: 'MakerNote',
  37510: 'UserComment',
  40091: 'XPTitle',
  40092: 'XPComment',
};
const EXIF_IFD = 0x8769;
const IFDS_MAX = 8;
const ENTRIES_MAX = 256;
const TYPE_BYTES: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 7: 1 };

/** The texts of an Exif block, with or without its `Exif` word before it. */
export function exifTexts(block: Uint8Array): FoundText[] {
  const tiff = latin1(block.subarray(0, 6)) === 'Exif\0\0' ? block.subarray(6) : block;
  if (tiff.length < 8) return [];
  const order = latin1(tiff.subarray(0, 2));
  if (order !== 'II' && order !== 'MM') return [];
  const isLittle = order === 'II';
  const view = viewOf(tiff);
  const texts: FoundText[] = [];
  const seen = new Set<number>();
  const waiting = [view.getUint32(4, isLittle)];
  for (let at = waiting.shift(); at !== undefined && seen.size < IFDS_MAX; at = waiting.shift()) {
    // A list that names itself again would go on for ever.
    if (seen.has(at) || at === 0 || at + 2 > tiff.length) continue;
    seen.add(at);
    const count = Math.min(view.getUint16(at, isLittle), ENTRIES_MAX);
    for (let n = 0; n < count; n++) {
      const entry = at + 2 + n * 12;
      if (entry + 12 > tiff.length) break;
      const tag = view.getUint16(entry, isLittle);
      if (tag === EXIF_IFD) waiting.push(view.getUint32(entry + 8, isLittle));
      const key = NAMES[tag];
      const bytes = key !== undefined && bytesOf(tiff, { view, entry, isLittle });
      if (bytes) texts.push({ key, text: textOf(key, bytes, isLittle) });
    }
    const next = at + 2 + count * 12;
    if (next + 4 <= tiff.length) waiting.push(view.getUint32(next, isLittle));
  }
  return texts.filter(({ text }) => text !== '');
}

type Place = { view: DataView; entry: number; isLittle: boolean };

function bytesOf(tiff: Uint8Array, { view, entry, isLittle }: Place): Uint8Array | undefined {
  const each = TYPE_BYTES[view.getUint16(entry + 2, isLittle)];
  if (each === undefined) return undefined;
  const size = view.getUint32(entry + 4, isLittle) * each;
  const from = size <= 4 ? entry + 8 : view.getUint32(entry + 8, isLittle);
  return from + size <= tiff.length ? tiff.subarray(from, from + size) : undefined;
}

function textOf(key: string, bytes: Uint8Array, isLittle: boolean): string {
  if (key.startsWith('XP')) return trimmed(utf16(bytes, true));
  if (key !== 'UserComment') return trimmed(guessedText(bytes));
  const code = latin1(bytes.subarray(0, 8));
  const rest = bytes.subarray(8);
  if (code.startsWith('UNICODE')) return trimmed(utf16(rest, looksLittle(rest) ?? isLittle));
  if (code.startsWith('ASCII') || code.startsWith('\0\0\0\0')) return trimmed(guessedText(rest));
  return trimmed(utf8(bytes));
}

/** Tools write either order, whatever the block says: a letter of a prompt is seldom beyond the first 256. */
function looksLittle(bytes: Uint8Array): boolean | undefined {
  let even = 0;
  let odd = 0;
  for (let at = 0; at + 1 < Math.min(bytes.length, 400); at += 2) {
    if (bytes[at] === 0 || bytes[at] === 4) even++;
    if (bytes[at + 1] === 0 || bytes[at + 1] === 4) odd++;
  }
  return even === odd ? undefined : odd > even;
}

function utf16(bytes: Uint8Array, isLittle: boolean): string {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 2));
  return new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be').decode(whole);
}

function trimmed(text: string): string {
  return text.replace(/\0+$/, '').trim();
}
