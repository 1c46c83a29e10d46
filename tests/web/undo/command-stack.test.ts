import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { CommandStack } from '#lib/undo/command-stack.ts';

const LOCAL = 'local';

function aTab() {
  const stack = new CommandStack();
  const docs = [new Y.Doc(), new Y.Doc()] as const;
  for (const doc of docs)
    stack.track(
      new Y.UndoManager(doc.getMap('root'), { trackedOrigins: new Set([LOCAL]), captureTimeout: 0 }),
    );
  const set = (n: 0 | 1, key: string, value: number, label = `${key}=${value}`) =>
    stack.run(label, () => docs[n].transact(() => docs[n].getMap('root').set(key, value), LOCAL));
  return { stack, docs, set };
}

test('steps of two documents are taken back in the order they were made', () => {
  const { stack, docs, set } = aTab();
  set(0, 'a', 1);
  set(1, 'b', 1);
  set(0, 'a', 2);
  expect(stack.nextUndo).toBe('a=2');
  expect([stack.undo(), stack.undo(), stack.undo(), stack.undo()]).toEqual(['a=2', 'b=1', 'a=1', undefined]);
  expect(docs.map((doc) => doc.getMap('root').toJSON())).toEqual([{}, {}]);
  expect([stack.redo(), stack.redo(), stack.redo(), stack.redo()]).toEqual(['a=1', 'b=1', 'a=2', undefined]);
  expect(docs.map((doc) => doc.getMap('root').toJSON())).toEqual([{ a: 2 }, { b: 1 }]);
});

test('a new edit in one document ends what could be brought back in all of them', () => {
  const { stack, docs, set } = aTab();
  set(0, 'a', 1);
  set(1, 'b', 1);
  stack.undo();
  set(0, 'a', 5);
  expect(stack.canRedo).toBe(false);
  expect(stack.redo()).toBeUndefined();
  expect(docs[1].getMap('root').toJSON()).toEqual({});
});

test('a step that another person has made meaningless is passed over', () => {
  const { stack, docs, set } = aTab();
  set(0, 'a', 1, 'первый');
  set(0, 'b', 1, 'второй');
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(docs[0]));
  other.getMap('root').set('b', 7);
  Y.applyUpdate(docs[0], Y.encodeStateAsUpdate(other));
  expect(stack.undo()).toBe('первый');
  expect(docs[0].getMap('root').toJSON()).toEqual({ b: 7 });
  expect(stack.canUndo).toBe(false);
});

test('a document that is closed takes its steps along', () => {
  const stack = new CommandStack();
  const doc = new Y.Doc();
  const manager = new Y.UndoManager(doc.getMap('root'), { trackedOrigins: new Set([LOCAL]) });
  const untrack = stack.track(manager);
  stack.run('шаг', () => doc.transact(() => doc.getMap('root').set('a', 1), LOCAL));
  untrack();
  expect(stack.canUndo).toBe(false);
});

test('V53: a step over several documents is taken back and brought again in its turn, by an act of its own', () => {
  const { stack, docs, set } = aTab();
  const said: string[] = [];
  set(0, 'a', 1);
  const forget = stack.record('перенос', { undo: () => said.push('undo'), redo: () => said.push('redo') });
  set(1, 'b', 1);
  expect([stack.undo(), stack.undo(), stack.undo()]).toEqual(['b=1', 'перенос', 'a=1']);
  expect([stack.redo(), stack.redo(), stack.redo()]).toEqual(['a=1', 'перенос', 'b=1']);
  expect(said).toEqual(['undo', 'redo']);
  expect(docs.map((doc) => doc.getMap('root').toJSON())).toEqual([{ a: 1 }, { b: 1 }]);
  forget();
  expect([stack.undo(), stack.undo(), stack.undo()]).toEqual(['b=1', 'a=1', undefined]);
});
