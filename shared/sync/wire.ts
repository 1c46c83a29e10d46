import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as z from 'zod/mini';

/** The y-websocket protocol, and two messages of our own that only a client which asked for them gets. */
export const MESSAGE = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3, ack: 100, records: 101 } as const;
export const SYNC = { step1: 0, step2: 1, update: 2 } as const;

/** The first `n` SyncStep2 and Update frames of this socket are on disk; the document's log stands at `seq`. */
export const Ack = z.object({
  epoch: z.string(),
  n: z.number().check(z.int()),
  seq: z.number().check(z.int()),
});
export type Ack = z.infer<typeof Ack>;

/** New rows stand in a feed up to `seq`: the client pulls them. */
export const RecordsBell = z.object({ epoch: z.string(), feed: z.string(), seq: z.number().check(z.int()) });
export type RecordsBell = z.infer<typeof RecordsBell>;

export function encodeSync(kind: (typeof SYNC)[keyof typeof SYNC], payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, MESSAGE.sync);
  encoding.writeVarUint(encoder, kind);
  encoding.writeVarUint8Array(encoder, payload);
  return encoding.toUint8Array(encoder);
}

export function encodeAwareness(payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, MESSAGE.awareness);
  encoding.writeVarUint8Array(encoder, payload);
  return encoding.toUint8Array(encoder);
}

export function encodeJson(
  message: typeof MESSAGE.ack | typeof MESSAGE.records,
  value: Ack | RecordsBell,
): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, message);
  encoding.writeVarString(encoder, JSON.stringify(value));
  return encoding.toUint8Array(encoder);
}

export type Frame =
  | { type: 'step1' | 'step2' | 'update' | 'awareness'; payload: Uint8Array }
  | { type: 'queryAwareness' }
  | { type: 'unknown' };

/** Reads one frame; throws when its bytes are not what they claim. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const decoder = decoding.createDecoder(bytes);
  const message = decoding.readVarUint(decoder);
  if (message === MESSAGE.queryAwareness) return { type: 'queryAwareness' };
  if (message === MESSAGE.awareness) return { type: 'awareness', payload: lastPayload(decoder) };
  if (message !== MESSAGE.sync) return { type: 'unknown' };
  const kind = decoding.readVarUint(decoder);
  if (kind === SYNC.step1) return { type: 'step1', payload: lastPayload(decoder) };
  if (kind === SYNC.step2) return { type: 'step2', payload: lastPayload(decoder) };
  if (kind === SYNC.update) return { type: 'update', payload: lastPayload(decoder) };
  return { type: 'unknown' };
}

function lastPayload(decoder: decoding.Decoder): Uint8Array {
  const payload = decoding.readVarUint8Array(decoder);
  if (decoding.hasContent(decoder)) throw new Error('bytes after the end of a frame');
  return payload;
}
