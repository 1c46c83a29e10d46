import * as Y from 'yjs';
import type { DocKind } from '#shared/documents/doc-name.ts';
import { addShots, listShots, moveShots, renameShot, trashShots } from '#shared/documents/index-doc.ts';
import { addPrompt, addTake, draftOf, listPrompts, setMark, setParam } from '#shared/documents/shot-doc.ts';
import { ShotId } from '#shared/ids.ts';
import { createUlid } from '#shared/ulid.ts';
import type { Dice } from '../simulator/dice.ts';

const WORDS = ['кадр', 'ночь 🌃', 'שלום', 'a\u0000b', 'e\u0301', '\ud800', 'дождь по стеклу', ''];
const ROOTS = [
  'meta',
  'shots',
  'draft',
  'params',
  'prompts',
  'takes',
  'marks',
  'comments',
  'future',
  '__proto__',
];

export function ulidOf(dice: Dice): string {
  return createUlid({ nowMs: () => 1_750_000_000_000, randomByte: () => dice.whole(0, 255) });
}

/** What an honest client does. */
export function honestEdit(doc: Y.Doc, kind: DocKind, dice: Dice): void {
  if (kind === 'index') editBoard(doc, dice);
  else editBox(doc, dice);
}

function editBoard(doc: Y.Doc, dice: Dice): void {
  const shots = listShots(doc);
  const randomBit = () => dice.chance(0.5);
  const at = dice.whole(0, shots.length);
  const roll = dice.next();
  if (shots.length === 0 || roll < 0.5) {
    addShots(doc, [{ id: ShotId.parse(ulidOf(dice)), title: dice.pick(WORDS) }], { at, randomBit });
    return;
  }
  const { id } = dice.pick(shots);
  if (roll < 0.7) renameShot(doc, id, dice.pick(WORDS));
  else if (roll < 0.9) moveShots(doc, [id], { at, randomBit });
  else trashShots(doc, [id], 1);
}

function editBox(doc: Y.Doc, dice: Dice): void {
  const draft = draftOf(doc);
  const id = ulidOf(dice);
  const roll = dice.next();
  if (roll < 0.4) draft.insert(dice.whole(0, draft.length), dice.pick(WORDS));
  else if (roll < 0.5 && draft.length > 0) draft.delete(dice.whole(0, draft.length - 1), 1);
  else if (roll < 0.7)
    addPrompt(doc, { id, text: dice.pick(WORDS), model: null, params: { n: 1 }, createdAt: 0 });
  else if (roll < 0.8) addTake(doc, { id, prompt: listPrompts(doc)[0]?.id ?? id, job: null, createdAt: 0 });
  else if (roll < 0.9) setParam(doc, dice.pick(WORDS), [1, null, { a: dice.pick(WORDS) }]);
  else setMark(doc, id, { mark: 'rating', value: dice.whole(1, 5) });
}

/** What no honest client does, in perfectly sound Yjs: any shared type and any value anywhere. */
export function hostileEdit(doc: Y.Doc, dice: Dice): void {
  const root = dice.pick(ROOTS);
  doc.transact(() => {
    const kind = dice.whole(0, 3);
    // A root that is used as two types throws in this client; what was done before still goes out.
    try {
      if (kind === 0) doc.getMap(root).set(dice.pick(WORDS), anything(dice, 0));
      else if (kind === 1) doc.getArray<Content>(root).insert(0, [anything(dice, 0)]);
      else if (kind === 2) doc.getText(root).insert(0, dice.pick(WORDS) || 'x', { bold: anyValue(dice) });
      else doc.getXmlFragment(root).insert(0, [new Y.XmlElement('p')]);
    } catch {}
  });
}

type Content = Value | Y.Map<unknown> | Y.Array<unknown> | Y.Text | Y.XmlElement | Y.Doc;
type Value = object | string | number | boolean | null;

function anything(dice: Dice, depth: number): Content {
  const roll = dice.next();
  if (depth > 10 || roll < 0.4) return anyValue(dice);
  if (roll < 0.6) return new Y.Map([[dice.pick(WORDS), anything(dice, depth + 1)]]);
  if (roll < 0.8) return arrayOf(anything(dice, depth + 1));
  if (roll < 0.9) return new Y.Text(dice.pick(WORDS));
  return dice.chance(0.5) ? new Y.XmlElement('p') : new Y.Doc();
}

function anyValue(dice: Dice): Value {
  return dice.pick([
    null,
    true,
    -1,
    1e300,
    Number.NaN,
    dice.pick(WORDS),
    'я'.repeat(dice.pick([10, 1001, 20_001])),
    [[[[]]]],
    { toString: 1, __proto__: 2, toJSON: 3 },
    new Uint8Array(dice.whole(0, 50)),
  ]);
}

function arrayOf(content: Content): Y.Array<Content> {
  const array = new Y.Array<Content>();
  array.push([content]);
  return array;
}
