import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { DocName } from '#shared/documents/doc-name.ts';
import { encodeSync, MESSAGE, SYNC } from '#shared/sync/wire.ts';
import type { House, Person } from '../a-house.ts';
import { RawSocket } from '../a-server.ts';
import { aWorld, CALLERS, docsOf } from './callers.ts';

/** Who hears a document over its websocket, and whose edit of it is taken. A number is the code of the close. */
const EXPECTED = {
  stranger: { reads: 4401, writes: 4401 },
  other: { reads: 4404, writes: 4404 },
  viewer: { reads: 'yes', writes: 4403 },
  editor: { reads: 'yes', writes: 'yes' },
  owner: { reads: 'yes', writes: 'yes' },
  admin: { reads: 4404, writes: 4404 },
  disabled: { reads: 4401, writes: 4401 },
  revoked: { reads: 4401, writes: 4401 },
  // Their tokens are no session.
  runner: { reads: 4401, writes: 4401 },
  revokedRunner: { reads: 4401, writes: 4401 },
};

/** Whatever comes first: a frame of this type, or the end of the socket. */
function heard(socket: RawSocket, type: number): Promise<number | 'yes'> {
  return new Promise((resolve) => {
    if (socket.received.some((frame) => frame[0] === type)) resolve('yes');
    socket.socket.on('message', (data: Buffer) => data[0] === type && resolve('yes'));
    void socket.closed.then(({ code }) => resolve(code));
  });
}

function anEdit(): Uint8Array {
  const doc = new Y.Doc();
  doc.getMap('meta').set('later', 'правка');
  return Y.encodeStateAsUpdate(doc);
}

function stateOf(house: House, doc: DocName): Promise<string> {
  return house.core.rooms.use(doc, (room) => Buffer.from(room.encodedState()).toString('hex'));
}

async function outcomeOf(base: string, person: Person, doc: DocName) {
  const socket = person.socket(base, doc);
  const reads = await heard(socket, MESSAGE.sync);
  if (reads === 'yes') socket.socket.send(encodeSync(SYNC.update, anEdit()));
  const writes = await heard(socket, MESSAGE.ack);
  return { reads, writes };
}

describe('every kind of document does for every caller what the table says', () => {
  test.for([
    ['index', 0],
    ['shot', 1],
    ['scenario', 2],
  ] as const)('the websocket of the %s', async ([, position]) => {
    const outcomes: Record<string, unknown> = {};
    for (const caller of CALLERS) {
      const world = await aWorld();
      const base = await world.house.sockets();
      const doc = docsOf(world)[position];
      if (!doc) throw new Error('no document');
      const before = await stateOf(world.house, doc);
      const outcome = await outcomeOf(base, world.people[caller], doc);
      outcomes[caller] = outcome;
      expect((await stateOf(world.house, doc)) !== before, caller).toBe(outcome.writes === 'yes');
    }
    expect(outcomes).toEqual(EXPECTED);
  });
});

test('a page of another site opens no socket, whosever cookie it carries', async () => {
  const { house, people, project } = await aWorld();
  const base = await house.sockets();
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
  ];
  for (const headers of foreign) {
    const socket = new RawSocket(`${base}/y/p:${project}`, { cookie: people.owner.cookie, ...headers });
    await expect(socket.opened).rejects.toThrow('403');
  }
});
