import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Dialect } from './dialect.ts';
import { readSync, writeSync } from './y-websocket-dialect.ts';

const message = { sync: 0, auth: 2, syncReply: 4, syncStatus: 8 } as const;
const authToken = 0;

/** Every frame of hocuspocus begins with the document name; a token must come first, its ack says "applied in memory". */
export const hocuspocusDialect: Dialect = {
  acknowledges: true,
  socketPath: () => '/',
  greeting: (doc) => [authFrame(doc)],
  step1: (doc, stateVector) => syncFrame({ doc, kind: 'step1', payload: stateVector }),
  step2: (doc, update) => syncFrame({ doc, kind: 'step2', payload: update }),
  update: (doc, update) => syncFrame({ doc, kind: 'update', payload: update }),
  read(frame) {
    const decoder = decoding.createDecoder(frame);
    decoding.readVarUint8Array(decoder); // the document name
    const type = decoding.readVarUint(decoder);
    if (type === message.sync || type === message.syncReply) return readSync(decoder);
    if (type === message.syncStatus && decoding.readVarUint(decoder) === 1) return { kind: 'ack' };
    return { kind: 'other' };
  },
};

export function hocuspocusDocOf(frame: Uint8Array): string {
  return decoding.readVarString(decoding.createDecoder(frame));
}

function authFrame(doc: string): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, doc);
  encoding.writeVarUint(encoder, message.auth);
  encoding.writeVarUint(encoder, authToken);
  encoding.writeVarString(encoder, 'bench');
  return encoding.toUint8Array(encoder);
}

type SyncFrame = { doc: string; kind: 'step1' | 'step2' | 'update'; payload: Uint8Array };

function syncFrame({ doc, kind, payload }: SyncFrame): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, doc);
  encoding.writeVarUint(encoder, message.sync);
  writeSync(encoder, kind, payload);
  return encoding.toUint8Array(encoder);
}
