import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Arena } from './arena.ts';
import { craft } from './crafted.ts';

const BASE = craft({ clients: [{ client: 1, clock: 0, structs: [{ text: 'абвг' }] }] });

/** What no honest client writes, on top of a draft of four letters by client 1. */
const REFUSED: Record<string, { update: Uint8Array; code?: number }> = {
  'a gap in the clock of a client': {
    update: craft({ clients: [{ client: 1, clock: 9, structs: [{ text: 'x' }] }] }),
    code: 4500,
  },
  'a gap hidden behind a skip': {
    update: craft({
      clients: [{ client: 2, clock: 0, structs: [{ text: 'x' }, { skip: 5 }, { text: 'y' }] }],
    }),
    code: 4500,
  },
  'a deletion of what nobody wrote': {
    update: craft({ clients: [], deletions: [{ client: 1, ranges: [[2, 1000]] }] }),
    code: 4500,
  },
  'a neighbour that nobody wrote': {
    update: craft({ clients: [{ client: 2, clock: 0, structs: [{ text: 'x', origin: [7, 7] }] }] }),
    code: 4500,
  },
  'an item of no length': { update: craft({ clients: [{ client: 2, clock: 0, structs: [{ text: '' }] }] }) },
  'a deleted item of no length': {
    update: craft({ clients: [{ client: 2, clock: 0, structs: [{ deleted: 0 }] }] }),
  },
  'garbage of no length': { update: craft({ clients: [{ client: 2, clock: 0, structs: [{ gc: 0 }] }] }) },
  'a deletion of no length': {
    update: craft({ clients: [], deletions: [{ client: 1, ranges: [[2, 0]] }] }),
  },
  'one client twice': {
    update: craft({
      clients: [
        { client: 2, clock: 5, structs: [{ text: 'x' }] },
        { client: 3, clock: 0, structs: [{ text: 'y' }] },
        { client: 2, clock: 0, structs: [{ text: 'z' }] },
      ],
    }),
    code: 4500,
  },
  'garbage of a giant length': {
    update: craft({ clients: [{ client: 2, clock: 0, structs: [{ gc: 2 ** 40 }] }] }),
  },
  'a skip of a giant length': {
    update: craft({ clients: [{ client: 2, clock: 0, structs: [{ skip: 2 ** 52 }, { text: 'x' }] }] }),
  },
  'neighbours named crosswise': {
    update: craft({
      clients: [{ client: 2, clock: 0, structs: [{ text: 'x', origin: [1, 2], rightOrigin: [1, 0] }] }],
    }),
  },
  'the same neighbour on both sides': {
    update: craft({
      clients: [{ client: 2, clock: 0, structs: [{ text: 'x', origin: [1, 2], rightOrigin: [1, 2] }] }],
    }),
  },
  'text in a map root': {
    update: craft({ clients: [{ client: 2, clock: 0, structs: [{ text: 'x', root: 'prompts' }] }] }),
  },
};

test.each(Object.entries(REFUSED))(
  'S2: %s is refused and leaves the document byte-equal',
  async (_what, { update, code = 4422 }) => {
    await using arena = await Arena.open();
    const name = await arena.newDoc('shot');
    expect(await arena.send(name, BASE)).toEqual({ isStored: true });
    const before = await arena.newcomer(name);
    expect(await arena.send(name, update)).toMatchObject({ isStored: false, code });
    expect(await arena.newcomer(name)).toEqual(before);
    expect(arena.room(name).seq).toBe(1);

    const next = craft({ clients: [{ client: 1, clock: 4, structs: [{ text: 'д', origin: [1, 3] }] }] });
    expect(await arena.send(name, next)).toEqual({ isStored: true });
    const doc = new Y.Doc();
    Y.applyUpdate(doc, await arena.newcomer(name));
    expect(doc.getText('draft').toString()).toBe('абвгд');
  },
);
