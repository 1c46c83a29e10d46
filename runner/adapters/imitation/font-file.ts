import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';

const WOFF = 0x774f4646;

export type Glyph = { path: string; advance: number };

/** The outlines of one font, read from its WOFF: drawn as paths they need no fonts on the machine. */
export class FontFile {
  readonly unitsPerEm: number;
  readonly #glyf: DataView;
  readonly #offsets: number[];
  readonly #advances: number[];
  readonly #glyphOf: (code: number) => number;

  private constructor(tables: Map<string, DataView>) {
    const head = need(tables, 'head');
    this.unitsPerEm = head.getUint16(18);
    this.#glyf = need(tables, 'glyf');
    const glyphCount = need(tables, 'maxp').getUint16(4);
    const loca = need(tables, 'loca');
    const isLong = head.getInt16(50) === 1;
    this.#offsets = Array.from({ length: glyphCount + 1 }, (_, i) =>
      isLong ? loca.getUint32(i * 4) : loca.getUint16(i * 2) * 2,
    );
    const metrics = need(tables, 'hmtx');
    const measured = need(tables, 'hhea').getUint16(34);
    this.#advances = Array.from({ length: glyphCount }, (_, i) =>
      metrics.getUint16(Math.min(i, measured - 1) * 4),
    );
    this.#glyphOf = readCharacterMap(need(tables, 'cmap'));
  }

  /** `name` as the packages of fonts name their files. */
  static async read(name: string): Promise<FontFile> {
    const file = await readFile(fileURLToPath(import.meta.resolve(name)));
    return new FontFile(tablesOf(file));
  }

  /** `undefined` when the font has no such sign. */
  glyph(code: number): Glyph | undefined {
    const id = this.#glyphOf(code);
    if (id === 0) return undefined;
    return { path: this.#outline(id, { dx: 0, dy: 0 }), advance: this.#advances[id] ?? this.unitsPerEm / 2 };
  }

  #outline(id: number, { dx, dy, depth = 0 }: { dx: number; dy: number; depth?: number }): string {
    const start = this.#offsets[id] ?? 0;
    if (start === (this.#offsets[id + 1] ?? 0) || depth > 4) return '';
    const contours = this.#glyf.getInt16(start);
    return contours >= 0
      ? simpleOutline(this.#glyf, { start, contours, dx, dy })
      : this.#compositeOutline(start + 10, { dx, dy, depth });
  }

  #compositeOutline(start: number, { dx, dy, depth }: { dx: number; dy: number; depth: number }): string {
    let at = start;
    let path = '';
    for (let flags = 0x20; flags & 0x20; ) {
      flags = this.#glyf.getUint16(at);
      const part = this.#glyf.getUint16(at + 2);
      const isWide = (flags & 1) !== 0;
      const partX = isWide ? this.#glyf.getInt16(at + 4) : this.#glyf.getInt8(at + 4);
      const partY = isWide ? this.#glyf.getInt16(at + 6) : this.#glyf.getInt8(at + 5);
      // A scale is passed over: letters with accents, which is what these are for, have none.
      at += (isWide ? 8 : 6) + (flags & 8 ? 2 : 0) + (flags & 0x40 ? 4 : 0) + (flags & 0x80 ? 8 : 0);
      path += this.#outline(part, { dx: dx + partX, dy: dy + partY, depth: depth + 1 });
    }
    return path;
  }
}

type Point = { x: number; y: number; on: boolean };

function simpleOutline(
  glyf: DataView,
  { start, contours, dx, dy }: { start: number; contours: number; dx: number; dy: number },
): string {
  if (contours === 0) return '';
  const ends = Array.from({ length: contours }, (_, i) => glyf.getUint16(start + 10 + i * 2));
  const count = (ends.at(-1) ?? -1) + 1;
  let at = start + 10 + contours * 2;
  at += 2 + glyf.getUint16(at);
  const flags: number[] = [];
  while (flags.length < count) {
    const flag = glyf.getUint8(at++);
    const times = flag & 8 ? glyf.getUint8(at++) + 1 : 1;
    for (let i = 0; i < times; i++) flags.push(flag);
  }
  const readAxis = (short: number, same: number, from: number): number[] => {
    let value = from;
    return flags.slice(0, count).map((flag) => {
      if (flag & short) value += (flag & same ? 1 : -1) * glyf.getUint8(at++);
      else if (!(flag & same)) {
        value += glyf.getInt16(at);
        at += 2;
      }
      return value;
    });
  };
  const xs = readAxis(2, 16, dx);
  const ys = readAxis(4, 32, dy);
  const points = xs.map((x, i): Point => ({ x, y: ys[i] ?? 0, on: ((flags[i] ?? 0) & 1) !== 0 }));
  return ends
    .map((end, i) => contourPath(points.slice(i === 0 ? 0 : (ends[i - 1] ?? 0) + 1, end + 1)))
    .join('');
}

/** Quadratic curves; between two control points lies one on the line that is not written down. */
function contourPath(points: Point[]): string {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return '';
  const begin = first.on ? first : last.on ? last : midOf(first, last);
  let path = `M${begin.x} ${-begin.y}`;
  let control: Point | undefined;
  for (const point of [...(first.on ? points.slice(1) : points), begin]) {
    if (point.on && control) path += `Q${control.x} ${-control.y} ${point.x} ${-point.y}`;
    else if (point.on) path += `L${point.x} ${-point.y}`;
    else if (control) {
      const mid = midOf(control, point);
      path += `Q${control.x} ${-control.y} ${mid.x} ${-mid.y}`;
    }
    control = point.on ? undefined : point;
  }
  return `${path}Z`;
}

function midOf(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, on: true };
}

/** Format 4, which every font of these has for the basic plane. */
function readCharacterMap(cmap: DataView): (code: number) => number {
  const count = cmap.getUint16(2);
  const offsets = Array.from({ length: count }, (_, i) => cmap.getUint32(4 + i * 8 + 4));
  const table = offsets.find((offset) => cmap.getUint16(offset) === 4);
  if (table === undefined) return () => 0;
  const segments = cmap.getUint16(table + 6) / 2;
  const endAt = table + 14;
  const startAt = endAt + segments * 2 + 2;
  const deltaAt = startAt + segments * 2;
  const rangeAt = deltaAt + segments * 2;
  return (code) => {
    for (let i = 0; i < segments; i++) {
      if (code > cmap.getUint16(endAt + i * 2)) continue;
      const start = cmap.getUint16(startAt + i * 2);
      if (code < start) return 0;
      const delta = cmap.getUint16(deltaAt + i * 2);
      const range = cmap.getUint16(rangeAt + i * 2);
      if (range === 0) return (code + delta) & 0xffff;
      const glyph = cmap.getUint16(rangeAt + i * 2 + range + (code - start) * 2);
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}

function tablesOf(file: Buffer): Map<string, DataView> {
  if (file.readUInt32BE(0) !== WOFF) throw new Error('not a WOFF font');
  const tables = new Map<string, DataView>();
  for (let i = 0; i < file.readUInt16BE(12); i++) {
    const at = 44 + i * 20;
    const [offset, packed, size] = [4, 8, 12].map((field) => file.readUInt32BE(at + field));
    if (offset === undefined || packed === undefined || size === undefined) continue;
    const raw = file.subarray(offset, offset + packed);
    const bytes = packed < size ? inflateSync(raw) : raw;
    tables.set(file.toString('latin1', at, at + 4), new DataView(bytes.buffer, bytes.byteOffset, size));
  }
  return tables;
}

function need(tables: Map<string, DataView>, name: string): DataView {
  const table = tables.get(name);
  if (!table) throw new Error(`the font has no table ${name}`);
  return table;
}
