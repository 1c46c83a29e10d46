import * as decoding from 'lib0/decoding';
import { Ack, MESSAGE } from '#shared/sync/wire.ts';
import type { Dialect } from './dialect.ts';
import { yWebsocketDialect } from './y-websocket-dialect.ts';

/** The y-websocket wire plus the durable ack that a socket opened with `?ack=1` receives. */
export const raskadrDialect: Dialect = {
  ...yWebsocketDialect,
  acknowledges: true,
  socketPath: (doc) => `/y/${doc}?ack=1`,
  read(frame) {
    if (frame[0] !== MESSAGE.ack) return yWebsocketDialect.read(frame);
    const decoder = decoding.createDecoder(frame);
    decoding.readVarUint(decoder);
    return { kind: 'ack', total: Ack.parse(JSON.parse(decoding.readVarString(decoder))).n };
  },
};
