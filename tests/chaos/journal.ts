import type * as Y from 'yjs';
import type { DocName } from '#shared/documents/doc-name.ts';

/** What was promised: edits that a client was told are kept, and edits that somebody else has seen. */
export class Journal {
  readonly #acked = new Map<string, DocName>();
  readonly #seen = new Map<string, DocName>();
  made = 0;

  get acked(): number {
    return this.#acked.size;
  }

  get seen(): number {
    return this.#seen.size;
  }

  noteAcked(doc: DocName, marks: Iterable<string>): void {
    for (const mark of marks) this.#acked.set(mark, doc);
  }

  noteSeen(doc: DocName, marks: Iterable<string>): void {
    for (const mark of marks) this.#seen.set(mark, doc);
  }

  docs(): DocName[] {
    return [...new Set([...this.#acked.values(), ...this.#seen.values()])];
  }

  /** Every broken promise, as a line. */
  lostIn(kept: Map<DocName, Set<string>>): string[] {
    return [...lost('acknowledged', this.#acked, kept), ...lost('seen by another', this.#seen, kept)];
  }
}

function lost(how: string, marks: Map<string, DocName>, kept: Map<DocName, Set<string>>): string[] {
  return [...marks]
    .filter(([mark, doc]) => !kept.get(doc)?.has(mark))
    .map(([mark, doc]) => `lost: ${mark} of ${doc}, ${how}`);
}

const TOKEN = /‹([^‹›]+)›/g;

/** The marks a document holds: shots by id, prompts by id, and the tokens of a draft. */
export function marksOf(doc: Y.Doc): string[] {
  const tokens = [...doc.getText('draft').toString().matchAll(TOKEN)].map(([, mark]) => mark ?? '');
  return [...doc.getMap('shots').keys(), ...doc.getMap('prompts').keys(), ...tokens];
}

/** Marks that stand more than once: an edit that was applied twice. */
export function doubledMarks(doc: Y.Doc): string[] {
  const seen = new Set<string>();
  return marksOf(doc).filter((mark) => seen.size === seen.add(mark).size);
}
