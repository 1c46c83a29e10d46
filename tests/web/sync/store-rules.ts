import type { LocalStore } from '#lib/sync/local-store.ts';
import { DocName } from '#shared/documents/doc-name.ts';
import { DeviceId, MutationId, ProjectId } from '#shared/ids.ts';

const DOC = DocName.parse('p:01ARZ3NDEKTSV4RRFFQ69G5FA1');
const OTHER = DocName.parse('p:01ARZ3NDEKTSV4RRFFQ69G5FA2');
const ID = '01ARZ3NDEKTSV4RRFFQ69G5FA';

/** Opens a store on the same device: again and again, as tabs and reloads do. */
export type OpenStore = () => Promise<LocalStore>;

function same(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [show(actual), show(expected)];
  if (a !== b) throw new Error(`${what}: expected ${b}, got ${a}`);
}

function show(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (item instanceof Uint8Array ? [...item] : item));
}

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

/** What every driver of the device's store must do. Plain functions, so that a browser can run them too. */
export const STORE_RULES: Record<string, (open: OpenStore) => Promise<void>> = {
  'C1: what was appended is there for the next tab, in order': async (open) => {
    const store = await open();
    const rows = await store.appendRows(
      DOC,
      [
        { update: bytes(1), isSent: false },
        { update: bytes(2, 3), isSent: true },
      ],
      1000,
    );
    same(rows.length, 2, 'the numbers');
    same((rows[1] ?? 0) > (rows[0] ?? 0), true, 'numbers grow');
    const [later] = await (await open()).appendRows(DOC, [{ update: bytes(4), isSent: false }], 2000);
    same((later ?? 0) > (rows[1] ?? 0), true, 'numbers grow over tabs');
    const { rows: stored, snapshot } = await (await open()).loadDoc(DOC);
    same(
      stored.map(({ update, isSent, atMs }) => ({ update, isSent, atMs })),
      [
        { update: bytes(1), isSent: false, atMs: 1000 },
        { update: bytes(2, 3), isSent: true, atMs: 1000 },
        { update: bytes(4), isSent: false, atMs: 2000 },
      ],
      'the rows',
    );
    same(snapshot, undefined, 'no snapshot yet');
    same(
      (await store.rowsAfter(DOC, rows[0] ?? 0)).map((row) => row.update),
      [bytes(2, 3), bytes(4)],
      'rows after',
    );
    same((await store.loadDoc(OTHER)).rows, [], 'another document is empty');
  },
  'sent rows stop being unsent, with the head they were sent at': async (open) => {
    const store = await open();
    const rows = await store.appendRows(
      DOC,
      [1, 2, 3].map((n) => ({ update: bytes(n), isSent: false })),
      0,
    );
    same(await store.countUnsent(), 3, 'unsent before');
    await store.markSent([rows[0] ?? 0, rows[2] ?? 0, 999_999], { doc: DOC, head: { epoch: 'e', seq: 7 } });
    same(
      (await store.listUnsent()).map((row) => row.row),
      [rows[1]],
      'unsent after',
    );
    same(await store.countUnsent(), 1, 'their number');
    same((await store.loadDoc(DOC)).head, { epoch: 'e', seq: 7 }, 'the head');
    await store.setHead(DOC, { epoch: 'f', seq: 1 });
    same(await (await open()).listDocs(), [{ doc: DOC, head: { epoch: 'f', seq: 1 } }], 'the documents');
  },
  'C5: a fold replaces sent rows and keeps unsent ones; a declined fold changes nothing': async (open) => {
    const store = await open();
    await store.appendRows(
      DOC,
      [
        { update: bytes(1), isSent: true },
        { update: bytes(2), isSent: false },
        { update: bytes(3), isSent: true },
      ],
      0,
    );
    await store.compact(DOC, () => undefined);
    same((await store.loadDoc(DOC)).rows.length, 3, 'declined');
    await store.compact(DOC, (parts) => Uint8Array.from(parts.flatMap((part) => [...part])));
    const folded = await store.loadDoc(DOC);
    same(folded.snapshot, bytes(1, 2, 3), 'the snapshot');
    same(
      folded.rows.map((row) => row.update),
      [bytes(2)],
      'the unsent row stays',
    );
    await store.compact(DOC, (parts) => bytes(parts.length));
    same((await store.loadDoc(DOC)).snapshot, bytes(2), 'the snapshot is folded in again');
  },
  'C5: broken parts leave the log and are kept aside': async (open) => {
    const store = await open();
    const rows = await store.appendRows(
      DOC,
      [1, 2].map((n) => ({ update: bytes(n), isSent: false })),
      0,
    );
    await store.compact(DOC, () => bytes(9));
    await store.setAside(DOC, { rows: [rows[0] ?? 0], snapshot: true });
    const { rows: left, snapshot } = await store.loadDoc(DOC);
    same(
      left.map((row) => row.update),
      [bytes(2)],
      'what is left',
    );
    same(snapshot, undefined, 'the snapshot');
    const aside = (await store.listDamaged()).map((part) => part.update[0]);
    same(aside.toSorted(), [1, 9], 'what is aside');
  },
  'C9: a store has one name, and a wiped one takes another': async (open) => {
    const store = await open();
    const [first, second] = ['1', '2'].map((digit) => DeviceId.parse(`${ID}${digit}`));
    if (!first || !second) throw new Error('no ids');
    same(await store.device(first), first, 'the first name');
    same(await (await open()).device(second), first, 'the name stays');
    await store.appendRows(DOC, [{ update: bytes(1), isSent: false }], 0);
    await store.addMutation(aMutation('1'), 0);
    await store.wipe();
    const fresh = await open();
    same(await fresh.device(second), second, 'the name after a wipe');
    same([await fresh.listDocs(), await fresh.listMutations()], [[], []], 'nothing is left');
  },
  'the outbox keeps its order, its refusals and nothing it was told to drop': async (open) => {
    const store = await open();
    await store.addMutation(aMutation('2'), 20);
    await store.addMutation(aMutation('1'), 10);
    await store.addMutation(aMutation('3'), 30);
    await store.refuseMutation(`${ID}2`, { code: 'id_taken' });
    await store.removeMutation(`${ID}3`);
    await store.refuseMutation(`${ID}3`, { code: 'internal' });
    const items = await (await open()).listMutations();
    same(
      items.map(({ id, atMs, fault }) => [id, atMs, fault ?? null]),
      [
        [`${ID}1`, 10, null],
        [`${ID}2`, 20, { code: 'id_taken' }],
      ],
      'the outbox',
    );
  },
  'C10: an act is there whole for the next tab: rows, what it sends and what it gives up': async (open) => {
    const store = await open();
    await store.addMutation(aMutation('1'), 10);
    const act = {
      updates: [
        { doc: DOC, update: bytes(1) },
        { doc: OTHER, update: bytes(2) },
      ],
      mutations: [aMutation('2'), aMutation('3')],
      consent: 'needed' as const,
      drops: [{ id: `${ID}1` }],
    };
    const rows = await store.commit(act, 20);
    const later = await open();
    same(
      (await later.listUnsent()).map(({ row, doc, update, atMs }) => ({ row, doc, update, atMs })),
      [
        { row: rows[0], doc: DOC, update: bytes(1), atMs: 20 },
        { row: rows[1], doc: OTHER, update: bytes(2), atMs: 20 },
      ],
      'the rows',
    );
    same(
      (await later.listMutations()).map(({ id, consent }) => [id, consent]),
      [
        [`${ID}2`, 'needed'],
        [`${ID}3`, 'needed'],
      ],
      'the outbox',
    );
    await later.noteMutations([`${ID}2`], { consent: 'given', wasTried: true });
    same(
      (await (await open()).listMutations()).map(({ consent, wasTried }) => [consent, wasTried ?? null]),
      [
        ['given', true],
        ['needed', null],
      ],
      'the word of the person',
    );
  },
  'C11: what is given up is taken back too, unless it never left the device': async (open) => {
    const store = await open();
    for (const n of ['1', '2', '3']) await store.addMutation(aMutation(n), 10);
    same(
      await store.noteMutations([`${ID}2`, `${ID}9`], { wasTried: true }),
      [`${ID}2`],
      'those that are there',
    );
    const drops = ['1A', '2B', '9C'].map(([n = '', back = '']) => ({
      id: `${ID}${n}`,
      unlessUnsent: aMutation(back),
    }));
    await store.commit({ updates: [], mutations: [], consent: 'needed', drops }, 20);
    same(
      (await (await open()).listMutations()).map(({ id, consent }) => [id, consent ?? null]),
      [
        [`${ID}3`, null],
        [`${ID}B`, null],
        [`${ID}C`, null],
      ],
      'the outbox',
    );
  },
  'C10: an act that cannot be written whole leaves nothing': async (open) => {
    const store = await open();
    await store.addMutation(aMutation('1'), 10);
    const broken = {
      updates: [{ doc: DOC, update: bytes(1) }],
      // No driver can store a function.
      mutations: [aMutation('2'), { ...aMutation('3'), name: (() => {}) as unknown as string }],
      drops: [{ id: `${ID}1` }],
    };
    const outcome = await store.commit(broken, 20).then(
      () => 'written',
      () => 'refused',
    );
    same(outcome, 'refused', 'the outcome');
    same(await store.listUnsent(), [], 'no row');
    same(
      (await store.listMutations()).map(({ id }) => id),
      [`${ID}1`],
      'the outbox',
    );
  },
  'records are replaced by their id, and another epoch forgets the old ones': async (open) => {
    const store = await open();
    same(await store.feedCursor('user'), undefined, 'no cursor yet');
    const row = (seq: number, id: string, value: unknown) => ({ seq, kind: 'project', id, value });
    await store.applyFeed('user', [row(1, 'a', 1), row(2, 'b', 2)], { epoch: 'e', seq: 2 });
    await store.applyFeed('user', [row(3, 'a', 3), row(4, 'b', null)], { epoch: 'e', seq: 4 });
    same(await store.listRecords('user', 'project'), [3], 'the records');
    same(await store.listRecords('user', 'comment'), [], 'another kind');
    const keys = ['b', 'a', 'c'].map((id) => ({ kind: 'project', id }));
    same(
      (await store.getRecords('user', keys)).map((value) => value ?? null),
      [null, 3, null],
      'by their ids',
    );
    same(await (await open()).feedCursor('user'), { epoch: 'e', seq: 4 }, 'the cursor');
    await store.applyFeed('user', [row(1, 'c', 5)], { epoch: 'f', seq: 1 });
    same(await store.listRecords('user', 'project'), [5], 'after the new epoch');
  },
};

function aMutation(digit: string) {
  return {
    id: MutationId.parse(`${ID}${digit}`),
    kind: 'project.create' as const,
    project: ProjectId.parse(`${ID}${digit}`),
    name: 'Фильм',
  };
}
