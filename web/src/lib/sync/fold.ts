import * as Y from 'yjs';

export type Loaded = { broken: number[]; hasGap: boolean };

/** Applies the parts of a log to a document. A part that cannot be read is passed over and named. */
export function applyParts(doc: Y.Doc, parts: Uint8Array[], origin: unknown): Loaded {
  const broken: number[] = [];
  doc.transact(() => {
    for (const [position, part] of parts.entries()) if (!applyPart(doc, part, origin)) broken.push(position);
  }, origin);
  return { broken, hasGap: hasGap(doc) };
}

/** Read to its end before it is applied: an update that breaks half way must not touch the document. */
function applyPart(doc: Y.Doc, update: Uint8Array, origin: unknown): boolean {
  try {
    Y.decodeUpdate(update);
    Y.applyUpdate(doc, update, origin);
    return true;
  } catch {
    return false;
  }
}

export function hasGap(doc: Y.Doc): boolean {
  return doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
}

/** One state out of many parts, or nothing when something is missing or broken: such a log must stay as it is. */
export function foldParts(parts: Uint8Array[]): Uint8Array | undefined {
  const doc = new Y.Doc();
  const { broken, hasGap: isPartial } = applyParts(doc, parts, undefined);
  return broken.length > 0 || isPartial ? undefined : Y.encodeStateAsUpdate(doc);
}
