import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { type CullAct, cullActOf } from '#lib/culling/cull-keys.ts';
import { type CullPorts, CullSession } from '#lib/culling/cull-session.ts';
import { CommandStack } from '#lib/undo/command-stack.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import { readAssetMarks, setMarks } from '#shared/documents/asset-marks.ts';
import { LOCAL_EDIT } from '#shared/documents/index-doc.ts';

function anAsset(n: number): AssetRecord {
  // Of a record the session reads nothing but its id.
  return { id: `A${String(n).padStart(4, '0')}`, kind: 'image' } as AssetRecord;
}

/** A shot with so many assets, its real document and the real steps back. */
function aDesk(count: number, { canEdit = true } = {}) {
  const doc = new Y.Doc();
  const manager = new Y.UndoManager([doc.getMap('marks'), doc.getMap('headliner')], {
    trackedOrigins: new Set([LOCAL_EDIT]),
    captureTimeout: 0,
  });
  const steps = new CommandStack();
  steps.track(manager);
  const assets = Array.from({ length: count }, (_, n) => anAsset(n));
  const headliner = doc.getMap('headliner');
  const ports: CullPorts = {
    assets: () => assets,
    marksOf: ({ id }) => readAssetMarks(doc, id),
    mark: ({ id }, mark, value) => steps.run(mark, () => setMarks(doc, [id], mark, value)),
    isHeadliner: ({ id }) => headliner.get('of') === id,
    chooseHeadliner: ({ id }, isOn) =>
      steps.run('headliner', () => doc.transact(() => headliner.set('of', isOn ? id : null), LOCAL_EDIT)),
    steps,
    canEdit: () => canEdit,
  };
  const session = new CullSession(ports);
  const press = (code: string, more: Partial<KeyboardEvent> = {}) => {
    const key = { code, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more };
    const act: CullAct | undefined = cullActOf(key, { columns: 3 });
    return act && session.act(act);
  };
  const ratings = () => assets.map((asset) => ports.marksOf(asset).rating);
  return { session, press, assets, ports, ratings, steps, doc };
}

test('V155: a hundred takes are rated by the keyboard alone, and undo takes every one of them back', () => {
  const { session, press, ratings, steps } = aDesk(100);
  const wanted = Array.from({ length: 100 }, (_, n) => (n % 5) + 1);
  expect(session.left).toBe(100);
  for (const rating of wanted) press(`Digit${rating}`);
  expect(ratings()).toEqual(wanted);
  expect(session.left).toBe(0);
  expect(session.current?.id).toBe('A0099');
  for (let n = 99; n >= 0; n--) {
    expect(press('KeyU')).toMatchObject({ what: 'undone' });
    // Undo leads back to what it was said of.
    expect(session.current?.id).toBe(anAsset(n).id);
  }
  expect(ratings()).toEqual(Array(100).fill(0));
  expect(session.left).toBe(100);
  expect(press('KeyU')).toEqual({ what: 'nothing_to_undo' });
  for (let n = 0; n < 100; n++) press('KeyZ', { ctrlKey: true, shiftKey: true });
  expect(ratings()).toEqual(wanted);
  expect(steps.depth).toBe(100);
});

test('V155: what was done before the session began is not taken back by it', () => {
  const { ports, steps } = aDesk(3);
  const [first] = ports.assets();
  if (first) ports.mark(first, 'rating', 5);
  const session = new CullSession(ports);
  session.act({ is: 'rate', rating: 1 });
  session.act({ is: 'undo' });
  expect(session.act({ is: 'undo' })).toEqual({ what: 'nothing_to_undo' });
  expect(first && ports.marksOf(first).rating).toBe(5);
  expect(steps.depth).toBe(1);
});

test('V155: flags, favourites and the headliner: said again they are taken back, and each is one step', () => {
  const { session, press, ports, assets } = aDesk(4);
  const [first, second] = assets;
  if (!first || !second) throw new Error('no assets');
  expect(press('KeyP')).toEqual({ what: 'flagged', flag: 'pick' });
  expect(session.current?.id).toBe(second.id);
  press('KeyX');
  press('ArrowLeft');
  expect(press('KeyX')).toEqual({ what: 'flagged', flag: 'none' });
  expect(ports.marksOf(second).flag).toBeNull();
  press('KeyF');
  press('KeyH');
  expect([ports.marksOf(second).isFavourite, ports.isHeadliner(second)]).toEqual([true, true]);
  for (let n = 0; n < 2; n++) press('KeyU');
  expect([ports.marksOf(second).isFavourite, ports.isHeadliner(second)]).toEqual([false, false]);
  expect(ports.marksOf(first).flag).toBe('pick');
});

test('V156: what is judged stays in its place though the filter would not show it any more', () => {
  const { session, press } = aDesk(6);
  press('Digit3');
  session.arrange('unjudged');
  expect(session.items).toHaveLength(5);
  press('Digit4');
  press('Digit4');
  expect(session.items).toHaveLength(5);
  expect(session.current?.id).toBe('A0003');
  expect(session.left).toBe(3);
  session.arrange('unjudged');
  expect(session.items.map(({ id }) => id)).toEqual(['A0003', 'A0004', 'A0005']);
  session.arrange('picked');
  expect([session.items, session.current]).toEqual([[], undefined]);
  expect(press('Digit1')).toBeUndefined();
});

test('V156: results that come meanwhile stand behind and take the place of nothing', () => {
  const { session, press, assets } = aDesk(3);
  press('ArrowRight');
  assets.unshift(anAsset(900));
  expect(session.current?.id).toBe('A0001');
  expect(session.items.map(({ id }) => id)).toEqual(['A0000', 'A0001', 'A0002', 'A0900']);
  // Thrown away on another device.
  assets.splice(2, 1);
  expect(session.items.map(({ id }) => id)).toEqual(['A0000', 'A0002', 'A0900']);
  press('End');
  assets.length = 0;
  expect(session.current).toBeUndefined();
  expect(press('KeyP')).toBeUndefined();
});

test('V156: without leading on one stays; several side by side are gone through one by one and by rows', () => {
  const { session, press } = aDesk(8);
  press('KeyA');
  press('Digit2');
  expect(session.at).toBe(0);
  press('KeyN');
  expect(session.surveySize).toBe(2);
  session.resize(6);
  press('ArrowDown');
  expect(session.at).toBe(3);
  expect(session.survey).toHaveLength(6);
  press('ArrowDown');
  expect(session.survey.map(({ id }) => id)).toEqual(['A0006', 'A0007']);
  press('ArrowDown');
  expect(session.at).toBe(6);
  press('Home');
  press('ArrowUp');
  expect(session.at).toBe(0);
});

test('V157: whoever may only look changes nothing, and can still go through', () => {
  const { session, press, ratings } = aDesk(3, { canEdit: false });
  for (const code of ['Digit5', 'KeyP', 'KeyF', 'KeyH']) press(code);
  expect(ratings()).toEqual([0, 0, 0]);
  press('ArrowRight');
  expect(session.at).toBe(1);
});
