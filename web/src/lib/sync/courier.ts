import * as Y from 'yjs';
import type { DocName } from '#shared/documents/doc-name.ts';
import { docAddressOf } from '#shared/documents/doc-name.ts';
import type { Fault } from '#shared/fault.ts';
import type { DeviceId } from '#shared/ids.ts';
import { PUSH_MAX_BYTES, PUSH_MAX_ROWS } from '#shared/sync/push.ts';
import type { Api } from './api.ts';
import { applyParts } from './fold.ts';
import type { LocalStore, StoredRow } from './local-store.ts';
import { makesProject } from './outbox.ts';

/** A refused document is tried again when it has something new to say, and now and then without. */
const RETRY_REFUSED_ROUNDS = 10;

export type CourierEvents = {
  sent(doc: DocName, rows: number[]): void;
  refused(doc: DocName, fault: Fault): void;
  history(epoch: string): void;
};

/**
 * Brings edits to the server that no socket carries: their tab was closed, or died. A row is taken only when it was
 * still unsent one round later, so that the socket of a living tab has had its chance. No clock decides.
 */
export class Courier {
  readonly #store: LocalStore;
  readonly #api: Api;
  readonly #device: DeviceId;
  readonly #events: CourierEvents;
  #seenBefore = new Set<number>();
  #refused = new Map<DocName, { newest: number; roundsLeft: number }>();

  constructor(ports: { store: LocalStore; api: Api; device: DeviceId; events: CourierEvents }) {
    this.#store = ports.store;
    this.#api = ports.api;
    this.#device = ports.device;
    this.#events = ports.events;
  }

  async round(): Promise<void> {
    const unsent = await this.#store.listUnsent();
    const due = new Set(unsent.filter((row) => this.#seenBefore.has(row.row)).map((row) => row.doc));
    this.#seenBefore = new Set(unsent.map((row) => row.row));
    const projects = new Set(await this.#projectsNotCreatedYet());
    for (const doc of due) {
      if (projects.has(docAddressOf(doc).project)) continue;
      // All unsent rows of the document and in their order: a later one may stand on an earlier one.
      await this.#push(
        doc,
        unsent.filter((row) => row.doc === doc),
      );
    }
  }

  async #projectsNotCreatedYet(): Promise<string[]> {
    const waiting = await this.#store.listMutations();
    return waiting.filter(({ mutation }) => makesProject(mutation)).map(({ mutation }) => mutation.project);
  }

  async #push(doc: DocName, rows: StoredRow[]): Promise<void> {
    const newest = rows.at(-1)?.row ?? 0;
    const refused = this.#refused.get(doc);
    if (refused && refused.newest === newest && refused.roundsLeft-- > 0) return;
    for (const chunk of chunksOf(rows)) {
      const fault = await this.#pushChunk(doc, chunk);
      if (fault?.code === 'document_gap') return this.#pushWhole(doc, rows);
      if (fault) return this.#refuse(doc, newest, fault);
    }
  }

  async #pushChunk(doc: DocName, chunk: StoredRow[]): Promise<Fault | undefined> {
    const rows = chunk.map(({ row, update }) => ({ row, update }));
    const answer = await this.#api.push(doc, { device: this.#device, rows });
    if (!answer.ok) return answer.fault;
    await this.#markSent(doc, chunk, answer.value);
    return undefined;
  }

  /** The rows alone leave a hole on the server: it gets all this device knows of the document in one piece. */
  async #pushWhole(doc: DocName, rows: StoredRow[]): Promise<void> {
    const stored = await this.#store.loadDoc(doc);
    const whole = new Y.Doc();
    const parts = [...(stored.snapshot ? [stored.snapshot] : []), ...stored.rows.map((row) => row.update)];
    const { hasGap } = applyParts(whole, parts, undefined);
    if (hasGap) return this.#refuse(doc, rows.at(-1)?.row ?? 0, { code: 'document_gap' });
    const [row] = await this.#store.appendRows(
      doc,
      [{ update: Y.encodeStateAsUpdate(whole), isSent: false }],
      Date.now(),
    );
    if (row === undefined) return;
    const answer = await this.#api.push(doc, {
      device: this.#device,
      rows: [{ row, update: Y.encodeStateAsUpdate(whole) }],
    });
    if (!answer.ok) return this.#refuse(doc, row, answer.fault);
    const covered = stored.rows.filter((stored) => !stored.isSent).map((stored) => stored.row);
    await this.#store.markSent([...covered, row], { doc, head: answer.value });
    this.#events.sent(doc, [...covered, row]);
    this.#events.history(answer.value.epoch);
  }

  async #markSent(doc: DocName, chunk: StoredRow[], head: { epoch: string; seq: number }): Promise<void> {
    const rows = chunk.map(({ row }) => row);
    await this.#store.markSent(rows, { doc, head });
    this.#events.sent(doc, rows);
    this.#events.history(head.epoch);
  }

  #refuse(doc: DocName, newest: number, fault: Fault): void {
    // What passes by itself is simply tried again.
    if (['unreachable', 'stopping', 'disk_full', 'storage_failed', 'not_signed_in'].includes(fault.code))
      return;
    this.#refused.set(doc, { newest, roundsLeft: RETRY_REFUSED_ROUNDS });
    this.#events.refused(doc, fault);
  }
}

function chunksOf(rows: StoredRow[]): StoredRow[][] {
  const chunks: StoredRow[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const last = chunks.at(-1);
    if (!last || last.length >= PUSH_MAX_ROWS || bytes + row.update.byteLength > PUSH_MAX_BYTES) {
      chunks.push([row]);
      bytes = row.update.byteLength;
    } else {
      last.push(row);
      bytes += row.update.byteLength;
    }
  }
  return chunks;
}
