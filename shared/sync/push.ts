import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as z from 'zod/mini';
import { UPDATE_MAX_BYTES } from '../documents/limits.ts';
import { DeviceId } from '../ids.ts';

/** Local updates of a document that no tab has open. `(doc, device, row)` makes a repeat a no-op. */
export type PushBody = { device: DeviceId; rows: { row: number; update: Uint8Array }[] };

export const PUSH_MAX_ROWS = 1000;
export const PUSH_MAX_BYTES = 4 * UPDATE_MAX_BYTES;

export const PushAnswer = z.object({ epoch: z.string(), seq: z.number().check(z.int()) });
export type PushAnswer = z.infer<typeof PushAnswer>;

export function encodePush({ device, rows }: PushBody): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, device);
  encoding.writeVarUint(encoder, rows.length);
  for (const { row, update } of rows) {
    encoding.writeVarUint(encoder, row);
    encoding.writeVarUint8Array(encoder, update);
  }
  return encoding.toUint8Array(encoder);
}

export function decodePush(bytes: Uint8Array): PushBody {
  const decoder = decoding.createDecoder(bytes);
  const device = DeviceId.parse(decoding.readVarString(decoder));
  const count = decoding.readVarUint(decoder);
  if (count > PUSH_MAX_ROWS) throw new Error('too many rows');
  const rows: PushBody['rows'] = [];
  for (let n = 0; n < count; n++) {
    const row = decoding.readVarUint(decoder);
    rows.push({ row, update: decoding.readVarUint8Array(decoder) });
  }
  if (decoding.hasContent(decoder)) throw new Error('bytes after the last row');
  return { device, rows };
}
