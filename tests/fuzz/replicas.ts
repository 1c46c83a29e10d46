import * as Y from 'yjs';
import { canonicalContent } from '#shared/documents/canonical-json.ts';
import { defineRoots } from '#shared/documents/check-change.ts';
import type { DocKind } from '#shared/documents/doc-name.ts';
import { countShots, listShots, listTrash, readMeta } from '#shared/documents/index-doc.ts';
import { listPrompts, listTakes, readParams } from '#shared/documents/shot-doc.ts';

export type Replica = { name: string; state: Uint8Array };

/** Says where replicas differ from the first, and what of them cannot be read. */
export function differences(kind: DocKind, [first, ...others]: Replica[]): string[] {
  if (!first) return [];
  const found: string[] = [];
  const truth = docOf(kind, first.state);
  for (const other of others) {
    const doc = docOf(kind, other.state);
    const isSame =
      Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(truth)) &&
      canonicalContent(doc) === canonicalContent(truth);
    if (!isSame) found.push(`${other.name} differs from ${first.name}`);
    if (doc.store.pendingStructs || doc.store.pendingDs) found.push(`${other.name} waits for something`);
  }
  try {
    readAll(kind, truth);
  } catch (error) {
    found.push(`the typed readers throw: ${String(error)}`);
  }
  return found;
}

function docOf(kind: DocKind, state: Uint8Array): Y.Doc {
  const doc = new Y.Doc();
  defineRoots(doc, kind);
  Y.applyUpdate(doc, state);
  return doc;
}

function readAll(kind: DocKind, doc: Y.Doc): void {
  if (kind === 'index') {
    readMeta(doc);
    listShots(doc);
    listTrash(doc);
    countShots(doc);
  } else {
    listPrompts(doc);
    listTakes(doc);
    readParams(doc);
    doc.getText('draft').toString();
  }
}
