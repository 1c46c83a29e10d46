import * as decoding from 'lib0/decoding';
import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness';
import * as Y from 'yjs';
import { encodeAwareness } from '#shared/sync/wire.ts';
import type { Connection } from './connection.ts';

const PRESENT_MAX = 64;
/** Of this many people who have left, the clocks are kept: a late message of theirs is then known as old. */
const REMEMBERED_MAX = 4 * PRESENT_MAX;

type Change = { added: number[]; updated: number[]; removed: number[] };

/** Who is looking at a document right now. In memory only. */
export class Presence {
  readonly #awareness = new Awareness(new Y.Doc());
  readonly #clientsOf = new Map<Connection, Set<number>>();

  constructor(broadcast: (frame: Uint8Array, except: Connection | undefined) => void) {
    // A socket that goes takes its people along; no timer needs to look for them in every open room.
    clearInterval(this.#awareness._checkInterval);
    this.#awareness.setLocalState(null);
    this.#awareness.on('update', ({ added, updated, removed }: Change, origin: unknown) => {
      const from = [...this.#clientsOf.keys()].find((connection) => connection === origin);
      const known = from && this.#clientsOf.get(from);
      for (const client of added) known?.add(client);
      for (const client of removed) known?.delete(client);
      const frame = encodeAwareness(
        encodeAwarenessUpdate(this.#awareness, [...added, ...updated, ...removed]),
      );
      broadcast(frame, from);
    });
  }

  join(connection: Connection): void {
    this.#clientsOf.set(connection, new Set());
  }

  /** Throws on bytes that are not an awareness update, before any of them is believed. */
  apply(connection: Connection, payload: Uint8Array): void {
    const present = this.#awareness.getStates();
    const newcomers = clientsIn(payload).filter((client) => !present.has(client));
    if (newcomers.length > 0 && present.size + newcomers.length > PRESENT_MAX) return;
    applyAwarenessUpdate(this.#awareness, payload, connection);
  }

  frame(): Uint8Array | undefined {
    const clients = [...this.#awareness.getStates().keys()];
    return clients.length > 0 ? encodeAwareness(encodeAwarenessUpdate(this.#awareness, clients)) : undefined;
  }

  leave(connection: Connection): void {
    const clients = [...(this.#clientsOf.get(connection) ?? [])];
    this.#clientsOf.delete(connection);
    if (clients.length > 0) removeAwarenessStates(this.#awareness, clients, null);
    this.#forgetLongGone();
  }

  #forgetLongGone(): void {
    const { meta, states } = this.#awareness;
    for (const client of meta.keys()) {
      if (meta.size <= REMEMBERED_MAX) return;
      if (!states.has(client)) meta.delete(client);
    }
  }

  /** How many people are remembered, present or gone. */
  get remembered(): number {
    return this.#awareness.meta.size;
  }

  close(): void {
    this.#awareness.destroy();
  }
}

function clientsIn(payload: Uint8Array): number[] {
  const decoder = decoding.createDecoder(payload);
  const clients: number[] = [];
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    clients.push(decoding.readVarUint(decoder));
    decoding.readVarUint(decoder);
    JSON.parse(decoding.readVarString(decoder));
  }
  if (decoding.hasContent(decoder)) throw new Error('bytes after the last client');
  return clients;
}
