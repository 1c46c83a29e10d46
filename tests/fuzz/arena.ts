import { setImmediate as nextTurn } from 'node:timers/promises';
import * as Y from 'yjs';
import { type Core, createCore } from '#server/core.ts';
import { openDirectDriver } from '#server/database/libsql-driver.ts';
import { listMigrations } from '#server/database/migrate.ts';
import { sql } from '#server/database/sql.ts';
import type { Connection } from '#server/documents/connection.ts';
import type { Room } from '#server/documents/room.ts';
import type { Socket } from '#server/documents/socket.ts';
import { systemRandom } from '#server/ports.ts';
import { createProjectStatements } from '#server/projects/create-project.ts';
import { type DocKind, type DocName, docNameOf } from '#shared/documents/doc-name.ts';
import { ProjectId, ShotId, UserId } from '#shared/ids.ts';
import { decodeFrame, encodeSync, SYNC } from '#shared/sync/wire.ts';
import { createUlid } from '#shared/ulid.ts';

const USER = UserId.parse('01ARZ3NDEKTSV4RRFFQ69G5FAV');
const NOW_MS = 1_750_000_000_000;

type Events = { onframe?: (bytes: Uint8Array) => void; onclose?: (code: number, reason: string) => void };

/** The real rooms over a database in memory, without a network. */
export class Arena implements AsyncDisposable {
  readonly core: Core;
  readonly complaints: string[];
  readonly #close: () => Promise<void>;

  private constructor(core: Core, complaints: string[], close: () => Promise<void>) {
    this.core = core;
    this.complaints = complaints;
    this.#close = close;
  }

  static async open(): Promise<Arena> {
    const complaints: string[] = [];
    const driver = await openDirectDriver(':memory:');
    const core = await createCore({
      driver,
      migrations: await listMigrations(),
      clock: { nowMs: () => NOW_MS },
      random: systemRandom,
      log: {
        debug: () => {},
        info: () => {},
        warn: () => {},
        error: (event, details) => complaints.push(`${event} ${JSON.stringify(details)}`),
      },
      roomLimits: {
        compactAfterRows: 15,
        compactAfterBytes: 20_000,
        compactIdleRows: 5,
        idleMs: 0,
        openMax: 50,
      },
    });
    await core.database.write([
      sql(
        "INSERT INTO users (id, login, password_hash, role, created_at) VALUES (?, 'a', '', 'admin', 0)",
        USER,
      ),
    ]);
    return new Arena(core, complaints, () => driver.close());
  }

  async newDoc(kind: DocKind, randomByte = () => Math.floor(Math.random() * 256)): Promise<DocName> {
    const ulid = () => createUlid({ nowMs: () => NOW_MS, randomByte });
    const project = ProjectId.parse(ulid());
    await this.core.database.write(
      createProjectStatements({ project, name: 'Фильм', user: USER, nowMs: NOW_MS }),
    );
    if (kind === 'shot') return docNameOf({ kind, project, shot: ShotId.parse(ulid()) });
    return docNameOf({ kind, project });
  }

  join(name: DocName, events: Events = {}, { mayWrite = true } = {}): Promise<Connection> {
    const caller = { user: USER, session: 'session', mayWrite };
    return this.core.rooms.connect(name, wire(events), { caller, wantsAcks: true });
  }

  room(name: DocName): Room {
    const room = this.core.rooms.find(name);
    if (!room) throw new Error('the room is not open');
    return room;
  }

  /** Sends one update from a socket of its own: how the socket was closed, and whether the update was stored. */
  async send(
    name: DocName,
    update: Uint8Array,
  ): Promise<{ code?: number; reason?: string; isStored: boolean }> {
    const closing: { code?: number; reason?: string } = {};
    const connection = await this.join(name, {
      onclose: (code, reason) => Object.assign(closing, { code, reason }),
    });
    const room = this.room(name);
    const before = room.seq;
    connection.receive(encodeSync(SYNC.update, update));
    await settle(room);
    connection.detach();
    return { ...closing, isStored: room.seq > before };
  }

  /** The state that a client without any copy is told. */
  async newcomer(name: DocName): Promise<Uint8Array> {
    const doc = new Y.Doc();
    const onframe = (bytes: Uint8Array) => {
      const frame = decodeFrame(bytes);
      if (frame.type === 'step2') Y.applyUpdate(doc, frame.payload);
    };
    const connection = await this.join(name, { onframe }, { mayWrite: false });
    connection.receive(encodeSync(SYNC.step1, Y.encodeStateVector(doc)));
    connection.detach();
    return Y.encodeStateAsUpdate(doc);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}

/** Lets the write, its answer and its followers run. */
export async function settle(room: Room): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await nextTurn();
  await room.settled();
  for (let turn = 0; turn < 3; turn++) await nextTurn();
}

function wire({ onframe, onclose }: Events): Socket {
  return {
    send: (bytes) => onframe?.(bytes),
    close: (code, reason) => onclose?.(code, reason),
    bufferedBytes: () => 0,
    pause: () => {},
    resume: () => {},
  };
}
