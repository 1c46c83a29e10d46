import * as Y from 'yjs';
import { checkChange, defineRoots } from '#shared/documents/check-change.ts';
import { checkPlaces } from '#shared/documents/check-places.ts';
import type { DocKind } from '#shared/documents/doc-name.ts';
import { DOC_MAX_BYTES } from '#shared/documents/doc-shapes.ts';
import { CLOCK_ADVANCE_MAX, FRAME_MAX_BYTES } from '#shared/documents/limits.ts';
import { holdsPlainValues } from '#shared/documents/plain-value.ts';
import type { Fault } from '#shared/fault.ts';
import { hasPending } from './doc-log.ts';
import { withIntegrationBudget } from './integration-budget.ts';
import { createServerDoc } from './server-doc.ts';

export type Verdict = { kind: 'new' } | { kind: 'nothing' } | { kind: 'refused'; fault: Fault };

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number];
type Deletions = ReturnType<typeof Y.decodeUpdate>['ds'];

const CLOCK_MAX = 2 ** 31;
const UNREADABLE: Fault = { code: 'document_refused', reason: 'the update cannot be read' };

/**
 * The document as it will be once everything accepted so far is on disk. An update is tried here first (S2): one
 * that cannot be read, leaves a gap or bends the document's shape changes nothing anywhere else.
 */
export class Gate {
  readonly #kind: DocKind;
  readonly #rebuild: () => Uint8Array[];
  #doc: Y.Doc;
  #stateBytes: number;

  /** `rebuild` gives the committed state and every accepted update after it. */
  constructor(kind: DocKind, stateBytes: number, rebuild: () => Uint8Array[]) {
    this.#kind = kind;
    this.#stateBytes = stateBytes;
    this.#rebuild = rebuild;
    this.#doc = this.#fresh();
  }

  get doc(): Y.Doc {
    return this.#doc;
  }

  try(update: Uint8Array): Verdict {
    if (update.byteLength > FRAME_MAX_BYTES)
      return refused({ code: 'too_large', limitBytes: FRAME_MAX_BYTES });
    const early = this.#precheck(update);
    if (early) return refused(early);
    const verdict = this.#apply(update);
    if (verdict.kind === 'refused') this.#doc = this.#fresh();
    return verdict;
  }

  /** A change of the server's own, made by a hand that knows the document's shape. Nothing when it changes nothing. */
  change(make: (doc: Y.Doc) => void): Uint8Array | undefined {
    const doc = this.#doc;
    let made: Uint8Array | undefined;
    const onUpdate = (update: Uint8Array) => {
      made = update;
    };
    doc.on('update', onUpdate);
    try {
      doc.transact(() => make(doc));
    } finally {
      doc.off('update', onUpdate);
    }
    this.#stateBytes += made?.byteLength ?? 0;
    return made;
  }

  /** Forgets whatever was changed here and is not written after all. */
  reset(): void {
    this.#doc = this.#fresh();
  }

  /** What can be told without touching the document. */
  #precheck(update: Uint8Array): Fault | undefined {
    try {
      const { structs, ds } = Y.decodeUpdate(update);
      return this.#precheckStructs(structs) ?? precheckDeletions(ds);
    } catch {
      return UNREADABLE;
    }
  }

  #precheckStructs(structs: Struct[]): Fault | undefined {
    const ends = new Map<number, number>();
    for (const struct of structs) {
      const { id, length } = struct;
      const known = Y.getState(this.#doc.store, id.client);
      const start = ends.get(id.client);
      if (start === undefined && id.clock > known) return { code: 'document_gap' };
      // A client that stands in an update twice is read in part only; something of no length is stored but never found.
      if ((start !== undefined && start !== id.clock) || length < 1) return UNREADABLE;
      const end = id.clock + length;
      if (end > CLOCK_MAX || end - known > CLOCK_ADVANCE_MAX) {
        return { code: 'document_refused', reason: 'the clock runs too far ahead' };
      }
      if (struct instanceof Y.Item && !holdsPlainValues(struct))
        return { code: 'document_refused', reason: 'a value is no JSON or nested too deep' };
      ends.set(id.client, end);
    }
    return undefined;
  }

  #apply(update: Uint8Array): Verdict {
    const doc = this.#doc;
    let changed = false;
    let misfit: string | undefined;
    const onUpdate = () => {
      changed = true;
    };
    const onTransaction = (transaction: Y.Transaction) => {
      misfit ??= checkChange(this.#kind, transaction) ?? checkPlaces(transaction);
    };
    doc.on('update', onUpdate);
    doc.on('afterTransaction', onTransaction);
    try {
      withIntegrationBudget(() => Y.applyUpdate(doc, update));
    } catch {
      return refused(UNREADABLE);
    } finally {
      doc.off('update', onUpdate);
      doc.off('afterTransaction', onTransaction);
    }
    if (hasPending(doc)) return refused({ code: 'document_gap' });
    if (misfit) return refused({ code: 'document_refused', reason: misfit });
    if (!changed) return { kind: 'nothing' };
    return this.#weigh(update.byteLength);
  }

  /** The sum of updates is an upper bound of the state; the state itself is measured only when the bound is over. */
  #weigh(addedBytes: number): Verdict {
    const limitBytes = DOC_MAX_BYTES[this.#kind];
    this.#stateBytes += addedBytes;
    if (this.#stateBytes <= limitBytes) return { kind: 'new' };
    this.#stateBytes = Y.encodeStateAsUpdate(this.#doc).byteLength;
    if (this.#stateBytes <= limitBytes) return { kind: 'new' };
    return refused({ code: 'too_large', limitBytes });
  }

  #fresh(): Y.Doc {
    const doc = createServerDoc();
    defineRoots(doc, this.#kind);
    for (const update of this.#rebuild()) Y.applyUpdate(doc, update);
    return doc;
  }
}

function precheckDeletions({ clients }: Deletions): Fault | undefined {
  for (const ranges of clients.values()) if (ranges.some(({ len }) => len < 1)) return UNREADABLE;
  return undefined;
}

function refused(fault: Fault): Verdict {
  return { kind: 'refused', fault };
}
