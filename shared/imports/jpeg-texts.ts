import { type BoundedBytes, guessedText, latin1, utf8, viewOf } from './byte-source.ts';
import { exifTexts } from './exif-texts.ts';
import { type FoundText, TEXTS_MAX } from './found-text.ts';
import { xmpTexts } from './xmp-texts.ts';

const XMP_WORD = 'http://ns.adobe.com/xap/1.0/\0';
const PHOTOSHOP_WORD = 'Photoshop 3.0\0';
const SEGMENTS_MAX = 500;
const SCAN = 0xda;
const END = 0xd9;

/** Exif, XMP, IPTC and plain comments: all that stands before the picture itself. */
export async function jpegTexts(file: BoundedBytes): Promise<FoundText[]> {
  const texts: FoundText[] = [];
  let at = 2;
  for (let n = 0; n < SEGMENTS_MAX && texts.length < TEXTS_MAX; n++) {
    const head = await file.take(at, 4);
    if (head?.[0] !== 0xff) break;
    const marker = head[1] ?? END;
    // Any marker may have as many of these before it as it likes.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === SCAN || marker === END) break;
    const length = viewOf(head).getUint16(2);
    if (length < 2) break;
    const body = await file.take(at + 4, length - 2);
    if (!body) break;
    texts.push(...textsOf(marker, body));
    at += 2 + length;
  }
  return texts;
}

function textsOf(marker: number, body: Uint8Array): FoundText[] {
  if (marker === 0xfe) return [{ key: 'comment', text: guessedText(body) }];
  if (marker === 0xe1) {
    const word = latin1(body.subarray(0, XMP_WORD.length));
    if (word === XMP_WORD) return xmpTexts(utf8(body.subarray(XMP_WORD.length)));
    return word.startsWith('Exif\0') ? exifTexts(body) : [];
  }
  const isPhotoshop = latin1(body.subarray(0, PHOTOSHOP_WORD.length)) === PHOTOSHOP_WORD;
  return marker === 0xed && isPhotoshop ? captionOf(body) : [];
}

/** The caption of IPTC: record 2, field 120. */
function captionOf(body: Uint8Array): FoundText[] {
  for (let at = PHOTOSHOP_WORD.length; at + 5 < body.length; at++) {
    if (body[at] !== 0x1c || body[at + 1] !== 2 || body[at + 2] !== 120) continue;
    const length = viewOf(body).getUint16(at + 3);
    if (at + 5 + length > body.length) return [];
    return [{ key: 'iptc:caption', text: guessedText(body.subarray(at + 5, at + 5 + length)) }];
  }
  return [];
}
