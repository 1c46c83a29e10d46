import { type BoundedBytes, guessedText, latin1, utf8, viewOf } from './byte-source.ts';
import { exifTexts } from './exif-texts.ts';
import { type FoundText, TEXT_MAX_BYTES, TEXTS_MAX } from './found-text.ts';
import { inflate } from './inflate.ts';
import { xmpTexts } from './xmp-texts.ts';

const SIGNATURE_BYTES = 8;
const CHUNKS_MAX = 20_000;
const XMP_KEY = 'XML:com.adobe.xmp';

/** `tEXt`, `zTXt`, `iTXt` and `eXIf`, before the picture or behind it. */
export async function pngTexts(file: BoundedBytes): Promise<FoundText[]> {
  const texts: FoundText[] = [];
  let at = SIGNATURE_BYTES;
  for (let n = 0; n < CHUNKS_MAX && texts.length < TEXTS_MAX; n++) {
    const head = await file.take(at, 8);
    if (!head) break;
    const length = viewOf(head).getUint32(0);
    const type = latin1(head.subarray(4, 8));
    if (type === 'IEND') break;
    const isText = type === 'tEXt' || type === 'zTXt' || type === 'iTXt' || type === 'eXIf';
    const body = isText && length <= TEXT_MAX_BYTES ? await file.take(at + 8, length) : undefined;
    // A copy: the window moves on while it is unpacked.
    if (body) texts.push(...(await textsOf(type, body.slice())));
    at += 12 + length;
  }
  return texts;
}

async function textsOf(type: string, body: Uint8Array): Promise<FoundText[]> {
  if (type === 'eXIf') return exifTexts(body);
  const end = body.indexOf(0);
  if (end < 1 || end > 79) return [];
  const key = latin1(body.subarray(0, end));
  const rest = body.subarray(end + 1);
  const bytes = await contentOf(type, rest);
  if (!bytes) return [];
  // By the standard these are one byte a letter; most tools write UTF-8 all the same.
  const text = type === 'iTXt' ? utf8(bytes) : guessedText(bytes);
  return key === XMP_KEY ? xmpTexts(text) : [{ key, text }];
}

async function contentOf(type: string, rest: Uint8Array): Promise<Uint8Array | undefined> {
  if (type === 'tEXt') return rest;
  if (type === 'zTXt') return rest[0] === 0 ? inflate(rest.subarray(1), TEXT_MAX_BYTES) : undefined;
  const language = rest.indexOf(0, 2);
  const translated = language < 0 ? -1 : rest.indexOf(0, language + 1);
  if (translated < 0) return undefined;
  const content = rest.subarray(translated + 1);
  if (rest[0] === 0) return content;
  return rest[1] === 0 ? inflate(content, TEXT_MAX_BYTES) : undefined;
}
