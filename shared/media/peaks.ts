/** At most so many columns, however long the sound. */
export const PEAKS_MAX_COLUMNS = 2000;
/** Bytes that no browser shows or runs. */
export const PEAKS_TYPE = 'application/octet-stream';

const VERSION = 1;
const HEAD_BYTES = 8;

/** The outline of a sound: for every column of equal length the lowest and the highest sample, -128…127. */
export type Peaks = { durationMs: number; min: Int8Array; max: Int8Array };

/** A version, three bytes of nothing, the milliseconds (little-endian), then the lowest and the highest of each column. */
export function encodePeaks({ durationMs, min, max }: Peaks): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + min.length * 2);
  bytes[0] = VERSION;
  new DataView(bytes.buffer).setUint32(4, durationMs, true);
  for (const [column, lowest] of min.entries()) {
    bytes[HEAD_BYTES + column * 2] = lowest;
    bytes[HEAD_BYTES + column * 2 + 1] = max[column] ?? 0;
  }
  return bytes;
}

/** `undefined` when it is nothing of the kind. */
export function decodePeaks(bytes: Uint8Array): Peaks | undefined {
  const columns = (bytes.length - HEAD_BYTES) / 2;
  if (bytes[0] !== VERSION || !Number.isInteger(columns) || columns < 0 || columns > PEAKS_MAX_COLUMNS)
    return undefined;
  const durationMs = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  const values = new Int8Array(bytes.buffer, bytes.byteOffset + HEAD_BYTES, columns * 2);
  return {
    durationMs,
    min: values.filter((_, place) => place % 2 === 0),
    max: values.filter((_, place) => place % 2 === 1),
  };
}
