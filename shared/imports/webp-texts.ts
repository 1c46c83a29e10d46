import { type BoundedBytes, latin1, utf8, viewOf } from './byte-source.ts';
import { exifTexts } from './exif-texts.ts';
import { type FoundText, TEXT_MAX_BYTES, TEXTS_MAX } from './found-text.ts';
import { xmpTexts } from './xmp-texts.ts';

const RIFF_HEAD_BYTES = 12;

/** The pieces `EXIF` and `XMP ` of a WebP, which stand behind the picture. */
export async function webpTexts(file: BoundedBytes): Promise<FoundText[]> {
  const texts: FoundText[] = [];
  let at = RIFF_HEAD_BYTES;
  while (texts.length < TEXTS_MAX) {
    const head = await file.take(at, 8);
    if (!head) break;
    const type = latin1(head.subarray(0, 4));
    const length = viewOf(head).getUint32(4, true);
    const isText = type === 'EXIF' || type === 'XMP ';
    const body = isText && length <= TEXT_MAX_BYTES ? await file.take(at + 8, length) : undefined;
    if (body) texts.push(...(type === 'EXIF' ? exifTexts(body) : xmpTexts(utf8(body))));
    at += 8 + length + (length % 2);
  }
  return texts;
}
