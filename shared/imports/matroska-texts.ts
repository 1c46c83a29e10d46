import { type BoundedBytes, utf8 } from './byte-source.ts';
import { type FoundText, TEXT_MAX_BYTES, TEXTS_MAX } from './found-text.ts';

const SEGMENT = 0x18538067;
const TAGS = 0x1254c367;
const TAG = 0x7373;
const SIMPLE_TAG = 0x67c8;
const TAG_NAME = 0x45a3;
const TAG_STRING = 0x4487;
const TITLE = 0x7ba9;
const INFO = 0x1549a966;
const CLUSTER = 0x1f43b675;
const PARENTS = new Set([SEGMENT, TAGS, TAG, SIMPLE_TAG, INFO]);
const ELEMENTS_MAX = 20_000;
const DEPTH_MAX = 8;

type Element = { id: number; from: number; to: number; isEndless: boolean };
type Search = { file: BoundedBytes; texts: FoundText[]; elements: number };

/** The tags of a WebM or Matroska film, before its pictures or behind them; what lies between is passed over by its length. */
export async function matroskaTexts(file: BoundedBytes): Promise<FoundText[]> {
  const search: Search = { file, texts: [], elements: 0 };
  await walk(search, { from: 0, to: file.sizeBytes, depth: 0 });
  return search.texts;
}

type Range = { from: number; to: number; depth: number };

async function walk(search: Search, { from, to, depth }: Range): Promise<void> {
  let name = '';
  let at = from;
  while (at < to && search.elements++ < ELEMENTS_MAX && search.texts.length < TEXTS_MAX) {
    const element = await elementAt(search.file, at, to);
    if (!element) return;
    // A stream that was never ended does not say how long its pieces are, and has no tags behind them.
    if (element.isEndless && element.id === CLUSTER) return;
    if (PARENTS.has(element.id) && depth < DEPTH_MAX) await walk(search, { ...element, depth: depth + 1 });
    const text = await textOf(search.file, element);
    if (element.id === TAG_NAME) name = text ?? '';
    if (element.id === TITLE && text) search.texts.push({ key: 'title', text });
    if (element.id === TAG_STRING && text) search.texts.push({ key: name, text });
    at = element.to;
  }
}

async function textOf(file: BoundedBytes, { id, from, to }: Element): Promise<string | undefined> {
  if ((id !== TAG_NAME && id !== TAG_STRING && id !== TITLE) || to - from > TEXT_MAX_BYTES) return undefined;
  const bytes = await file.take(from, to - from);
  return bytes && utf8(bytes).replace(/\0+$/, '');
}

async function elementAt(file: BoundedBytes, at: number, to: number): Promise<Element | undefined> {
  const head = (await file.take(at, 12)) ?? (await file.take(at, Math.max(0, Math.min(12, to - at))));
  if (!head || head.length === 0) return undefined;
  const id = numberAt(head, 0, { keepsMark: true, most: 4 });
  const size = id && numberAt(head, id.length, { keepsMark: false, most: 8 });
  if (!size) return undefined;
  const from = at + id.length + size.length;
  const end = size.isEndless ? to : Math.min(to, from + size.value);
  return { id: id.value, from, to: end, isEndless: size.isEndless };
}

type Read = { value: number; length: number; isEndless: boolean };

/** The first one bit says how long the number is. */
function numberAt(
  head: Uint8Array,
  at: number,
  { keepsMark, most }: { keepsMark: boolean; most: number },
): Read | undefined {
  const first = head[at];
  if (!first) return undefined;
  const length = Math.clz32(first) - 23;
  if (length > most || at + length > head.length) return undefined;
  const mark = 1 << (8 - length);
  let value = keepsMark ? first : first - mark;
  let isEndless = first - mark === mark - 1;
  for (let n = 1; n < length; n++) {
    const byte = head[at + n] ?? 0;
    value = value * 256 + byte;
    isEndless &&= byte === 0xff;
  }
  return { value, length, isEndless: isEndless && !keepsMark };
}
