import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Dialect, Incoming } from './dialect.ts';

const messageSync = 0;
const syncKinds = ['step1', 'step2', 'update'] as const;

export const yWebsocketDialect: Dialect = {
  acknowledges: false,
  socketPath: (doc) => `/${doc}`,
  greeting: () => [],
  step1: (_doc, stateVector) => syncFrame('step1', stateVector),
  step2: (_doc, update) => syncFrame('step2', update),
  update: (_doc, update) => syncFrame('update', update),
  read(frame) {
    const decoder = decoding.createDecoder(frame);
    return decoding.readVarUint(decoder) === messageSync ? readSync(decoder) : { kind: 'other' };
  },
};

function syncFrame(kind: (typeof syncKinds)[number], payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageSync);
  writeSync(encoder, kind, payload);
  return encoding.toUint8Array(encoder);
}

/** The part after the envelope is y-protocols/sync in all three dialects. */
export function writeSync(
  encoder: encoding.Encoder,
  kind: (typeof syncKinds)[number],
  payload: Uint8Array,
): void {
  encoding.writeVarUint(encoder, syncKinds.indexOf(kind));
  encoding.writeVarUint8Array(encoder, payload);
}

export function readSync(decoder: decoding.Decoder): Incoming {
  const kind = syncKinds[decoding.readVarUint(decoder)];
  if (kind === undefined) return { kind: 'other' };
  const payload = decoding.readVarUint8Array(decoder);
  return kind === 'step1' ? { kind, stateVector: payload } : { kind, update: payload };
}
