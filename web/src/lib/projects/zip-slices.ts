import { CENTRAL_BYTES, END_BYTES, LOCAL_BYTES, METHOD, SIGNATURE } from '#shared/archive/zip-format.ts';

type Entry = { offset: number; packedBytes: number; bytes: number; method: number };

const COMMENT_MAX_BYTES = 0xffff;
/** Far above what a storyboard or a manifest may be; a file that says more is not worth the memory. */
const ENTRY_MAX_BYTES = 8 * 1024 * 1024;

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
    const tail = await viewOf(file.slice(Math.max(0, file.size - END_BYTES - COMMENT_MAX_BYTES)));
    for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
      if (tail.getUint32(at, true) !== SIGNATURE.end) continue;
      const [bytes, start] = [tail.getUint32(at + 12, true), tail.getUint32(at + 16, true)];
      return new ZipSlices(file, readDirectory(await viewOf(file.slice(start, start + bytes))));
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

function readDirectory(view: DataView): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  let at = 0;
  while (at + CENTRAL_BYTES <= view.byteLength && view.getUint32(at, true) === SIGNATURE.central) {
    const nameBytes = view.getUint16(at + 28, true);
    const name = new Uint8Array(view.buffer, view.byteOffset + at + CENTRAL_BYTES, nameBytes);
    entries.set(new TextDecoder().decode(name), {
      method: view.getUint16(at + 10, true),
      packedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at += CENTRAL_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
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
