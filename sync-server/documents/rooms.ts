import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DocName } from '#shared/documents/doc-name.ts';
import type { ProjectId, UserId } from '#shared/ids.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { CLOSE, type CloseCode } from '#shared/sync/close-codes.ts';
import type { Statement, StatementResult } from '../database/sql.ts';
import { OneAtATime } from '../mutations/one-at-a-time.ts';
import { compact } from './compact.ts';
import { type Caller, Connection } from './connection.ts';
import { loadDoc } from './doc-log.ts';
import { Room, type RoomContext } from './room.ts';
import { RefusedUpdate, SharedWrite } from './shared-write.ts';
import type { Socket } from './socket.ts';

export type RoomLimits = {
  compactAfterRows: number;
  compactAfterBytes: number;
  /** An idle room with at least this many rows is folded before it leaves memory. */
  compactIdleRows: number;
  idleMs: number;
  openMax: number;
};

export type JoinOptions = { caller: Caller; wantsAcks: boolean };

export const ROOM_LIMITS: RoomLimits = {
  compactAfterRows: 200,
  compactAfterBytes: 512 * 1024,
  compactIdleRows: 20,
  idleMs: 60_000,
  openMax: 400,
};

/** All open documents of the process: one room each, read when first asked for and let go when idle. */
export class Rooms {
  readonly #context: RoomContext;
  readonly #limits: RoomLimits;
  readonly #open = new Map<DocName, Promise<Room>>();
  readonly #ready = new Map<DocName, Room>();
  readonly #together = new OneAtATime();
  #sweeping: Promise<void> | undefined;

  constructor(context: RoomContext, limits: RoomLimits = ROOM_LIMITS) {
    this.#context = context;
    this.#limits = limits;
  }

  /** Runs `work` with the room; while it runs the room stays. */
  async use<T>(name: DocName, work: (room: Room) => Promise<T> | T): Promise<T> {
    const room = await this.#enter(name);
    try {
      return await work(room);
    } finally {
      this.#leave(room);
    }
  }

  /**
   * Updates of several documents, each named once, and what stands beside them in one transaction: all of it or nothing.
   * One such write at a time, or two of them could wait for each other. Answers with the results of what stands beside.
   */
  writeTogether(
    updates: { name: DocName; bytes: Uint8Array }[],
    { user, alongside }: { user: UserId; alongside: Statement[] },
  ): Promise<Result<StatementResult[]>> {
    return this.#together.run(async () => {
      const shared = new SharedWrite(this.#context.database);
      try {
        for (const { name, bytes } of updates) {
          await this.use(name, (room) => arrival(room, shared, { update: bytes, user }));
          await nextTurn();
        }
        return ok(await shared.commit(alongside));
      } catch (error) {
        shared.abandon();
        if (error instanceof RefusedUpdate) return fail(error.fault);
        throw error;
      }
    });
  }

  connect(name: DocName, socket: Socket, options: JoinOptions): Promise<Connection> {
    return this.use(name, (room) => this.join(room, socket, options));
  }

  /** Only inside `use`: joining and being told the state must happen in one turn. */
  join(room: Room, socket: Socket, options: JoinOptions): Connection {
    const connection = new Connection(room, socket, { ...options, epoch: this.#context.epoch });
    connection.open();
    return connection;
  }

  *connections(): Generator<Connection> {
    for (const room of this.#ready.values()) yield* room.connections;
  }

  /** How much is going on, for whoever watches the server. */
  load(): { rooms: number; sockets: number; unwritten: number } {
    const load = { rooms: this.#ready.size, sockets: 0, unwritten: 0 };
    for (const room of this.#ready.values()) {
      load.sockets += room.connections.size;
      load.unwritten += room.unwritten;
    }
    return load;
  }

  /** The open room of a name, when there is one: for reading without waiting. */
  find(name: DocName): Room | undefined {
    return this.#ready.get(name);
  }

  /** Waits until all that a project's documents have accepted by now is on disk. */
  async settled(project: ProjectId): Promise<void> {
    const rooms = [...this.#ready.values()].filter((room) => room.address.project === project);
    await Promise.all(rooms.map((room) => room.settled()));
  }

  async #enter(name: DocName): Promise<Room> {
    for (;;) {
      const opening = this.#open.get(name) ?? this.#load(name);
      const room = await opening;
      if (room.brokenBy) continue;
      if (this.#ready.get(name) !== room) continue;
      room.guests++;
      return room;
    }
  }

  #leave(room: Room): void {
    room.guests--;
    room.idleSinceMs = this.#context.clock.nowMs();
  }

  #load(name: DocName): Promise<Room> {
    const opening = loadDoc(this.#context.database, name).then((loaded) => {
      if (loaded.usedFallback)
        this.#context.log.error('doc_snapshot_damaged', { doc: name, used: loaded.snapshotSeq });
      const room = new Room(name, loaded, {
        context: this.#context,
        onBroken: (broken) => this.#drop(broken),
      });
      this.#ready.set(name, room);
      return room;
    });
    this.#open.set(name, opening);
    opening.catch(() => this.#open.delete(name));
    return opening;
  }

  #drop(room: Room): void {
    if (this.#ready.get(room.name) !== room) return;
    this.#ready.delete(room.name);
    this.#open.delete(room.name);
    for (const connection of [...room.connections]) {
      connection.close(CLOSE.tryLater, room.brokenBy?.code ?? 'storage_failed');
    }
    room.close();
  }

  /** Folds long logs and lets idle rooms go. Called by a timer; a second call while one runs joins it. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweepOnce().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async #sweepOnce(): Promise<void> {
    const now = this.#context.clock.nowMs();
    for (const room of this.#byIdleness()) {
      const isIdle =
        !room.isBusy &&
        (now - room.idleSinceMs >= this.#limits.idleMs || this.#ready.size > this.#limits.openMax);
      const isLong =
        room.rowsSinceSnapshot >= this.#limits.compactAfterRows ||
        room.bytesSinceSnapshot >= this.#limits.compactAfterBytes;
      if (isLong || (isIdle && room.rowsSinceSnapshot >= this.#limits.compactIdleRows))
        await this.#compact(room);
      if (isIdle && !room.isBusy) this.#drop(room);
    }
  }

  #byIdleness(): Room[] {
    return [...this.#ready.values()].sort((a, b) => a.idleSinceMs - b.idleSinceMs);
  }

  async #compact(room: Room): Promise<void> {
    try {
      await compact(this.#context.database, room, this.#context.clock.nowMs());
    } catch (error) {
      room.postponeCompaction();
      this.#context.log.error('doc_compaction_failed', {
        doc: room.name,
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }

  /** Ends every socket and waits until everything they brought is on disk. */
  async close(code: CloseCode = CLOSE.restart): Promise<void> {
    for (const connection of [...this.connections()]) connection.close(code, 'stopping');
    await this.#sweeping;
    for (const room of this.#ready.values()) await room.settled();
    for (const room of [...this.#ready.values()]) this.#drop(room);
  }
}

/** Waits until the room has come to the shared write, with all that was accepted before. */
function arrival(room: Room, shared: SharedWrite, part: { update: Uint8Array; user: UserId }): Promise<void> {
  return new Promise((resolve, reject) => {
    const write = (statements: Statement[]) => {
      const written = shared.add(statements);
      resolve();
      return written;
    };
    room.takePart({ ...part, write }).catch(reject);
  });
}
