import {
  CENTRAL_BYTES,
  END_BYTES,
  END64_BYTES,
  EXTRA64_ID,
  FULL,
  LOCAL_BYTES,
  LOCATOR64_BYTES,
  METHOD,
  SIGNATURE,
} from '#shared/archive/zip-format.ts';

type Entry = { offset: number; packedBytes: number; bytes: number; method: number };

const COMMENT_MAX_BYTES = 0xffff;
/** Far above what a storyboard or a manifest may be; a file that says more is not worth the memory. */
const ENTRY_MAX_BYTES = 8 * 1024 * 1024;
const DIRECTORY_MAX_BYTES = 32 * 1024 * 1024;

/** A ZIP file on this device, of which a few small entries are read. The rest of it never comes into memory. */
export class ZipSlices {
  readonly #file: Blob;
  readonly #entries: Map<string, Entry>;

  private constructor(file: Blob, entries: Map<string, Entry>) {
    this.#file = file;
    this.#entries = entries;
  }

  /** Nothing when it is no ZIP file. Throws on one that contradicts itself. */
  static async open(file: Blob): Promise<ZipSlices | undefined> {
    const tailAt = Math.max(0, file.size - END_BYTES - COMMENT_MAX_BYTES);
    const tail = await viewOf(file.slice(tailAt));
    for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
      if (tail.getUint32(at, true) !== SIGNATURE.end) continue;
      const [bytes, start] = [tail.getUint32(at + 12, true), tail.getUint32(at + 16, true)];
      const isLarge = start === FULL.four || tail.getUint16(at + 10, true) === FULL.two;
      const directory = isLarge
        ? await findDirectory64(file, tailAt + at)
        : { start, bytes: Math.min(bytes, DIRECTORY_MAX_BYTES) };
      const view = await viewOf(file.slice(directory.start, directory.start + directory.bytes));
      return new ZipSlices(file, readDirectory(view));
    }
    return undefined;
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    const entry = this.#entries.get(name);
    if (!entry || Math.max(entry.bytes, entry.packedBytes) > ENTRY_MAX_BYTES) return undefined;
    const header = await viewOf(this.#file.slice(entry.offset, entry.offset + LOCAL_BYTES));
    if (header.getUint32(0, true) !== SIGNATURE.local) return undefined;
    const start = entry.offset + LOCAL_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
    const packed = this.#file.slice(start, start + entry.packedBytes);
    if (entry.method === METHOD.stored) return new Uint8Array(await packed.arrayBuffer());
    if (entry.method !== METHOD.deflated) return undefined;
    return await inflated(packed, entry.bytes);
  }
}

/** Where the directory of a large file stands, by the end for large files before its end. */
async function findDirectory64(file: Blob, endAt: number): Promise<{ start: number; bytes: number }> {
  const at = endAt - LOCATOR64_BYTES - END64_BYTES;
  const view = await viewOf(file.slice(Math.max(at, 0), endAt));
  if (view.getUint32(0, true) !== SIGNATURE.end64) throw new RangeError('no end for large files');
  const bytes = Math.min(numberAt(view, 40), DIRECTORY_MAX_BYTES);
  return { start: numberAt(view, 48), bytes };
}

function readDirectory(view: DataView): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  let at = 0;
  while (at + CENTRAL_BYTES <= view.byteLength && view.getUint32(at, true) === SIGNATURE.central) {
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const name = new Uint8Array(view.buffer, view.byteOffset + at + CENTRAL_BYTES, nameBytes);
    const extra = new DataView(view.buffer, view.byteOffset + at + CENTRAL_BYTES + nameBytes, extraBytes);
    const [bytes, packedBytes] = [view.getUint32(at + 24, true), view.getUint32(at + 20, true)];
    const offset = view.getUint32(at + 42, true);
    entries.set(new TextDecoder().decode(name), {
      ...{ method: view.getUint16(at + 10, true), packedBytes, bytes },
      // What is read here is small, so that only its place can be a number of a large file.
      offset: offset === FULL.four && bytes < FULL.four ? offset64(extra) : offset,
    });
    at += CENTRAL_BYTES + nameBytes + extraBytes + view.getUint16(at + 32, true);
  }
  return entries;
}

function offset64(extra: DataView): number {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true))
    if (extra.getUint16(at, true) === EXTRA64_ID) return numberAt(extra, at + 4);
  throw new RangeError('no place of an entry');
}

function numberAt(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

/** Stops at the size that was promised: a bomb goes off nowhere. */
async function inflated(packed: Blob, bytes: number): Promise<Uint8Array | undefined> {
  const out = new Uint8Array(bytes);
  let filled = 0;
  const reader = packed.stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (filled + part.value.length > bytes) {
      await reader.cancel();
      return undefined;
    }
    out.set(part.value, filled);
    filled += part.value.length;
  }
  return filled === bytes ? out : undefined;
}

async function viewOf(slice: Blob): Promise<DataView> {
  return new DataView(await slice.arrayBuffer());
}
