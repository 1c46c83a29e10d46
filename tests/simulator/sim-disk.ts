import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Y from 'yjs';
import { hasGap } from '#lib/sync/fold.ts';
import { openDirectDriver } from '#server/database/libsql-driver.ts';
import type { SqlDriver, Statement } from '#server/database/sql.ts';
import { sql } from '#server/database/sql.ts';
import { SqlError } from '#server/database/sql-error.ts';
import type { Dice } from './dice.ts';

/** A deliberate bug in the way the server uses its disk. */
export type DriverBug = (driver: SqlDriver) => SqlDriver;

/**
 * The server's disk: a real database in memory under a wire that is slow, fills up, and dies between any two steps.
 * `durable` follows every commit, so that a promise can be held against what is really there.
 */
export class SimDisk {
  readonly #dice: Dice;
  readonly #bug: DriverBug | undefined;
  #base: SqlDriver;
  #life = 0;
  isFull = false;
  /** What is on the disk now, and all that ever was: a restored backup takes from the first only. */
  #durable = new Map<string, Y.Doc>();
  readonly #ever = new Map<string, Y.Doc>();

  private constructor(base: SqlDriver, dice: Dice, bug: DriverBug | undefined) {
    this.#base = base;
    this.#dice = dice;
    this.#bug = bug;
  }

  static async create(dice: Dice, bug: DriverBug | undefined): Promise<SimDisk> {
    return new SimDisk(await openDirectDriver(':memory:'), dice, bug);
  }

  /** The driver of one life of the server process. */
  plugIn(): SqlDriver {
    const life = ++this.#life;
    const isAlive = () => life === this.#life;
    const driver: SqlDriver = {
      read: (statement) => this.#base.read(statement),
      commit: async (statements) => {
        await this.#pass(isAlive);
        if (this.isFull) throw new SqlError('SQLITE_FULL', 'database or disk is full');
        const results = await this.#base.commit(statements);
        this.#remember(statements);
        await this.#pass(isAlive);
        return results;
      },
      close: async () => {},
    };
    return this.#bug ? this.#bug(driver) : driver;
  }

  pullPlug(): void {
    this.#life++;
  }

  /** A moment on the way to the platter and back. Who dies in it never comes back. */
  async #pass(isAlive: () => boolean): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#dice.whole(1, 8)));
    if (!isAlive()) await new Promise(() => {});
  }

  #remember(statements: Statement[]): void {
    for (const { sql: text, args } of statements) {
      if (!text.startsWith('INSERT INTO doc_updates')) continue;
      for (const docs of [this.#durable, this.#ever]) {
        const doc = docIn(docs, String(args[0]));
        if (args[2] instanceof Uint8Array) Y.applyUpdate(doc, args[2]);
        if (hasGap(doc)) throw new Error(`S3: a stored update of ${args[0]} leaves a gap`);
      }
    }
  }

  /** Whether everything an update says is on the disk now. */
  holds(name: string, update: Uint8Array): boolean {
    return covers(docIn(this.#durable, name), update);
  }

  /** Whether it was on the disk at any time: a promise that a restored backup has undone was still honest. */
  everHeld(name: string, update: Uint8Array): boolean {
    return covers(docIn(this.#ever, name), update);
  }

  async read(text: string, ...args: (string | number)[]) {
    return (await this.#base.read(sql(text, ...args))).values;
  }

  /** The disk as it is now, to be put back later. */
  async backup(): Promise<{ restore: () => Promise<void> }> {
    const file = join(tmpdir(), `raskadr-sim-${process.pid}-${this.#dice.whole(0, 1e9)}.db`);
    await this.#base.read(sql('VACUUM INTO ?', file));
    const durable = new Map(
      [...this.#durable].map(([name, doc]) => [name, Y.encodeStateAsUpdate(doc)] as const),
    );
    return {
      restore: async () => {
        const copy = await openDirectDriver(`file:${file}`);
        await copy.commit([sql("UPDATE server_state SET value = value || '+' WHERE key = 'epoch'")]);
        await this.#base.close();
        this.#base = copy;
        rmSync(file);
        this.#durable = new Map();
        for (const [name, state] of durable) Y.applyUpdate(docIn(this.#durable, name), state);
      },
    };
  }

  close(): Promise<void> {
    return this.#base.close();
  }
}

function docIn(docs: Map<string, Y.Doc>, name: string): Y.Doc {
  const doc = docs.get(name) ?? new Y.Doc();
  docs.set(name, doc);
  return doc;
}

function covers(doc: Y.Doc, update: Uint8Array): boolean {
  const known = Y.decodeStateVector(Y.encodeStateVector(doc));
  for (const [client, clock] of Y.parseUpdateMeta(update).to)
    if ((known.get(client) ?? 0) < clock) return false;
  return true;
}
