import type * as Y from 'yjs';
import * as z from 'zod/mini';
import { Ulid } from '../ulid.ts';
import { LOCAL_EDIT } from './index-doc.ts';

/** One remark to a prompt, as it was sent to a model. Written once and never changed. */
export const EditRecord = z.looseObject({
  id: Ulid,
  /** The prompt that the remark is about. */
  prompt: Ulid,
  /** The asset that was looked at. */
  source: z.catch(z.nullable(Ulid), null),
  remark: z.string(),
  locked: z.catch(z.array(z.string()), []),
  model: z.catch(z.nullable(z.string()), null),
  job: z.string(),
  createdAt: z.catch(z.number(), 0),
});
export type EditRecord = z.infer<typeof EditRecord>;

export function listEdits(doc: Y.Doc): EditRecord[] {
  const records: EditRecord[] = [];
  for (const value of doc.getMap('edits').values()) {
    const record = EditRecord.safeParse(value);
    if (record.success) records.push(record.data);
  }
  return records.sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function addEdit(doc: Y.Doc, record: EditRecord): void {
  const map = doc.getMap('edits');
  if (map.has(record.id)) return;
  doc.transact(() => map.set(record.id, record), LOCAL_EDIT);
}
