import type * as Y from 'yjs';
import { markedAsset } from '../documents/asset-marks.ts';
import { LOCAL_EDIT } from '../documents/index-doc.ts';
import { listTrashed, PromptRecord, TakeRecord } from '../documents/shot-doc.ts';

type Entry = [key: string, value: unknown];

/** What a shot's document says of assets, as it stands there: records that this version cannot read go along whole. */
export type AssetRecords = { prompts: Entry[]; takes: Entry[]; marks: Entry[] };

type Of = { id: string; take: string | null; prompt: string | null };

/** Prompts with those they were rewritten from, takes and marks of these assets. */
export function recordsOf(doc: Y.Doc, assets: Of[]): AssetRecords {
  const takes = new Set(assets.flatMap(({ take }) => take ?? []));
  const prompts = new Set(assets.flatMap(({ prompt }) => prompt ?? []));
  const ids = new Set(assets.map(({ id }) => id));
  for (const take of takes) {
    const record = TakeRecord.safeParse(doc.getMap('takes').get(take));
    if (record.success) prompts.add(record.data.prompt);
  }
  // The set grows while it is gone through: each prompt brings the one it was rewritten from.
  for (const prompt of prompts) {
    const record = PromptRecord.safeParse(doc.getMap('prompts').get(prompt));
    if (record.success && record.data.parent) prompts.add(record.data.parent);
  }
  return {
    prompts: entriesOf(doc.getMap('prompts'), (key) => prompts.has(key)),
    takes: entriesOf(doc.getMap('takes'), (key) => takes.has(key)),
    marks: entriesOf(doc.getMap('marks'), (key) => ids.has(markedAsset(key))),
  };
}

/** Everything of a shot but what a person has put away of its takes; marks of assets go over to their copies. */
export function allRecords(doc: Y.Doc, copyOf: ReadonlyMap<string, string>): AssetRecords {
  const hidden = listTrashed(doc);
  return {
    prompts: entriesOf(doc.getMap('prompts'), () => true),
    takes: entriesOf(doc.getMap('takes'), (key) => !hidden.has(key)),
    marks: entriesOf(doc.getMap('marks'), (key) => copyOf.has(markedAsset(key))).map(([key, value]) => {
      const asset = markedAsset(key);
      return [`${copyOf.get(asset) ?? asset}${key.slice(asset.length)}`, value];
    }),
  };
}

function entriesOf(map: Y.Map<unknown>, isWanted: (key: string) => boolean): Entry[] {
  return [...map.entries()].filter(([key]) => isWanted(key));
}

/** Records are written once; marks are as they were where they come from. */
export function writeRecords(doc: Y.Doc, { prompts, takes, marks }: AssetRecords): void {
  doc.transact(() => {
    for (const [root, entries] of [
      ['prompts', prompts],
      ['takes', takes],
    ] as const) {
      const map = doc.getMap(root);
      for (const [key, value] of entries) if (!map.has(key)) map.set(key, value);
    }
    for (const [key, value] of marks) doc.getMap('marks').set(key, value);
  }, LOCAL_EDIT);
}
