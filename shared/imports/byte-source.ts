/** Some of the bytes of a file, wherever it lies. Fewer come only where the file ends. */
export type ByteSource = { sizeBytes: number; read(from: number, to: number): Promise<Uint8Array> };

const WINDOW_BYTES = 64 * 1024;
/** Of one file no more is read, and no oftener, whatever its lengths say. */
const READ_MAX_BYTES = 24 * 1024 ** 2;
const READS_MAX = 1500;

/** A file that is read here and there, within bounds. Beyond them, and beyond its end, there is nothing. */
export class BoundedBytes {
  readonly sizeBytes: number;
  readonly #source: ByteSource;
  #window: { from: number; bytes: Uint8Array } = { from: 0, bytes: new Uint8Array() };
  #readBytes = 0;
  #reads = 0;

  constructor(source: ByteSource) {
    this.#source = source;
    this.sizeBytes = source.sizeBytes;
  }

  /** So many bytes, or nothing: half a word says nothing. */
  async take(from: number, count: number): Promise<Uint8Array | undefined> {
    if (count < 0 || from < 0 || !Number.isSafeInteger(from + count) || from + count > this.sizeBytes)
      return undefined;
    const kept = this.#kept(from, count);
    if (kept) return kept;
    const to = Math.min(this.sizeBytes, from + Math.max(count, WINDOW_BYTES));
    if (this.#reads >= READS_MAX || this.#readBytes + to - from > READ_MAX_BYTES) return undefined;
    this.#reads++;
    this.#readBytes += to - from;
    this.#window = { from, bytes: await this.#source.read(from, to) };
    return this.#kept(from, count);
  }

  #kept(from: number, count: number): Uint8Array | undefined {
    const at = from - this.#window.from;
    const isInside = at >= 0 && at + count <= this.#window.bytes.length;
    return isInside ? this.#window.bytes.subarray(at, at + count) : undefined;
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

export function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Text that says nothing of how it is written: UTF-8 where it is that, else one byte a letter. */
export function guessedText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return latin1(bytes);
  }
}
