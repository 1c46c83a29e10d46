import { expect, test } from 'vitest';
import { Ulid } from '#shared/ulid.ts';
import { hocuspocusDialect } from '../wire/hocuspocus-dialect.ts';
import { yWebsocketDialect } from '../wire/y-websocket-dialect.ts';
import { Deliveries } from './deliveries.ts';
import { markedUpdates } from './marked-updates.ts';
import { eachMarker, markerOf } from './marker.ts';

test('a marker is a valid ULID, so a document takes it for a key', () => {
  expect(Ulid.parse(markerOf(17, 123_456))).toHaveLength(26);
});

test.each([yWebsocketDialect, hocuspocusDialect])(
  'every marker is found in the bytes of its frame',
  (dialect) => {
    const found: [number, number][] = [];
    for (const update of markedUpdates(3, 4)) {
      eachMarker(Buffer.from(dialect.update('s:a:b', update)), (writer, n) => found.push([writer, n]));
    }
    expect(found).toEqual([
      [3, 0],
      [3, 1],
      [3, 2],
      [3, 3],
    ]);
  },
);

test.each([yWebsocketDialect, hocuspocusDialect])(
  'a dialect reads the update that it has written',
  (dialect) => {
    const [update = new Uint8Array()] = markedUpdates(0, 1);
    expect(dialect.read(dialect.update('s:a:b', update))).toEqual({ kind: 'update', update });
  },
);

test('a marker that comes twice, or back to its writer, counts once or not at all', () => {
  const deliveries = new Deliveries({ clients: 2, writers: 1, perWriter: 1, warmUp: 0 });
  const frame = Buffer.from(markerOf(0, 0));
  deliveries.sent(0, 0);
  for (const client of [0, 1, 1]) deliveries.receive(client, frame, performance.now());
  expect(deliveries).toMatchObject({ delivered: 1, expected: 1 });
});
