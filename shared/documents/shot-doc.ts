import type * as Y from 'yjs';
import * as z from 'zod/mini';
import { Ulid } from '../ulid.ts';
import { LOCAL_EDIT } from './index-doc.ts';

/** Something of the shelf as a prompt took it: `sha` names its text and pictures of that moment. */
export const UsedMotif = z.object({
  id: Ulid,
  name: z.string(),
  sha: z.string(),
  /** The pictures it had, which may stand among the parameters of the prompt. */
  assets: z.catch(z.array(z.string()), []),
});
export type UsedMotif = z.infer<typeof UsedMotif>;

/** One exact prompt, written once and never changed. */
export const PromptRecord = z.looseObject({
  id: Ulid,
  text: z.string(),
  model: z.catch(z.nullable(z.string()), null),
  params: z.catch(z.record(z.string(), z.unknown()), {}),
  createdAt: z.catch(z.number(), 0),
  /** Where its words come from; nothing said: a person wrote them. */
  origin: z.optional(z.catch(z.enum(['written', 'edit', 'import']), 'written')),
  /** The prompt it was rewritten from, and the remark that asked for it. */
  parent: z.optional(z.catch(z.nullable(Ulid), null)),
  remark: z.optional(z.catch(z.nullable(z.string()), null)),
  /** The asset that was looked at when it was written. */
  source: z.optional(z.catch(z.nullable(Ulid), null)),
  /** What the person wrote, where `text` says more than that, and what of the shelf was added to it. */
  draft: z.optional(z.catch(z.nullable(z.string()), null)),
  shelf: z.optional(z.catch(z.array(UsedMotif), [])),
  /** What stood for the shot when it was launched. */
  headliner: z.optional(z.catch(z.nullable(Ulid), null)),
  /** What a file said of itself (`origin: 'import'`): whose words these are, its own name for the model, a seed of any length. */
  tool: z.optional(z.catch(z.nullable(z.string()), null)),
  foreignModel: z.optional(z.catch(z.nullable(z.string()), null)),
  negative: z.optional(z.catch(z.nullable(z.string()), null)),
  seed: z.optional(z.catch(z.nullable(z.string()), null)),
});
export type PromptRecord = z.infer<typeof PromptRecord>;

/** One attempt of a prompt; its results are assets. Written once and never changed. */
export const TakeRecord = z.looseObject({
  id: Ulid,
  prompt: Ulid,
  job: z.catch(z.nullable(z.string()), null),
  createdAt: z.catch(z.number(), 0),
});
export type TakeRecord = z.infer<typeof TakeRecord>;

export type AssetMark = 'rating' | 'favourite' | 'flag' | 'note' | 'deletedAt';

export function draftOf(doc: Y.Doc): Y.Text {
  return doc.getText('draft');
}

export function listPrompts(doc: Y.Doc): PromptRecord[] {
  return listRecords(doc.getMap('prompts'), PromptRecord);
}

export function listTakes(doc: Y.Doc): TakeRecord[] {
  return listRecords(doc.getMap('takes'), TakeRecord);
}

/** Ids are ULIDs, so their order is the order of making. Records this version cannot read stay in the document. */
function listRecords<T extends { id: string }>(map: Y.Map<unknown>, schema: z.ZodMiniType<T>): T[] {
  const records: T[] = [];
  for (const value of map.values()) {
    const record = schema.safeParse(value);
    if (record.success) records.push(record.data);
  }
  return records.sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function addPrompt(doc: Y.Doc, record: PromptRecord): void {
  addRecord(doc.getMap('prompts'), record);
}

export function addTake(doc: Y.Doc, record: TakeRecord): void {
  addRecord(doc.getMap('takes'), record);
}

/** A second write of the same id is dropped: records are immutable. */
function addRecord(map: Y.Map<unknown>, record: { id: string }): void {
  if (map.has(record.id)) return;
  map.doc?.transact(() => map.set(record.id, record), LOCAL_EDIT);
}

export function setParam(doc: Y.Doc, name: string, value: unknown): void {
  doc.transact(() => doc.getMap('params').set(name, value), LOCAL_EDIT);
}

export function readParams(doc: Y.Doc): Record<string, unknown> {
  return doc.getMap('params').toJSON();
}

export function setMark(
  doc: Y.Doc,
  assetId: string,
  { mark, value }: { mark: AssetMark; value: unknown },
): void {
  doc.transact(() => doc.getMap('marks').set(`${assetId}:${mark}`, value), LOCAL_EDIT);
}

export function readMark(doc: Y.Doc, assetId: string, mark: AssetMark): unknown {
  return doc.getMap('marks').get(`${assetId}:${mark}`);
}

const DELETED_AT = ':deletedAt';

/** What lies in the trash of a shot, takes and assets by their ids, and since when. */
export function listTrashed(doc: Y.Doc): Map<string, number> {
  const trashed = new Map<string, number>();
  for (const [key, value] of doc.getMap('marks')) {
    if (key.endsWith(DELETED_AT) && typeof value === 'number')
      trashed.set(key.slice(0, -DELETED_AT.length), value);
  }
  return trashed;
}
