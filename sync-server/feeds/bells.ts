import type { UserId } from '#shared/ids.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { projectOfFeed } from '../jobs/job-feed.ts';
import type { Log } from '../ports.ts';

/** What one listener hears: that a feed stands at `seq` now. */
export type Ring = { epoch: string; feed: string; seq: number };

export type Listener = {
  user: UserId;
  session: string;
  hear(ring: Ring): void;
  close(): void;
};

/** No feed of records: the catalogue is asked for whole, by everybody. */
export const CATALOGUE_FEED = 'catalogue';

/** Several changes within this time ring once. */
const TOGETHER_MS = 25;
/** A browser has one of them; more is somebody who forgets to hang up. */
const LISTENERS_MAX_PER_SESSION = 6;

/**
 * Those who want to hear that a feed has moved. Who may hear of it is asked when it rings, so nobody hears of a
 * project that he has left.
 */
export class Bells {
  readonly #database: Database;
  readonly #log: Log;
  readonly #epoch: string;
  readonly #listeners = new Set<Listener>();
  readonly #rung = new Map<string, number>();
  #isDue = false;

  constructor({ database, log, epoch }: { database: Database; log: Log; epoch: string }) {
    this.#database = database;
    this.#log = log;
    this.#epoch = epoch;
  }

  /** Returns what ends the listening. */
  listen(listener: Listener): () => void {
    const mates = [...this.#listeners].filter(({ session }) => session === listener.session);
    for (const oldest of mates.slice(0, Math.max(0, mates.length + 1 - LISTENERS_MAX_PER_SESSION)))
      this.#hangUp(oldest);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  ring(feed: string, seq: number): void {
    if (this.#listeners.size === 0) return;
    this.#rung.set(feed, Math.max(seq, this.#rung.get(feed) ?? 0));
    if (this.#isDue) return;
    this.#isDue = true;
    setTimeout(() => {
      this.#isDue = false;
      void this.#tell().catch((error) =>
        this.#log.error('bell_failed', { reason: error instanceof Error ? error.message : String(error) }),
      );
    }, TOGETHER_MS).unref();
  }

  async #tell(): Promise<void> {
    const rung = [...this.#rung];
    this.#rung.clear();
    for (const [feed, seq] of rung) {
      const users = await this.#readersOf(feed);
      for (const listener of [...this.#listeners])
        if (users.has(listener.user)) listener.hear({ epoch: this.#epoch, feed, seq });
    }
  }

  async #readersOf(feed: string): Promise<Set<string>> {
    if (feed === CATALOGUE_FEED) return new Set([...this.#listeners].map(({ user }) => user));
    const project = projectOfFeed(feed);
    if (!project) return new Set([feed.slice('u:'.length)]);
    const rows = await this.#database.read(
      sql('SELECT user_id FROM project_members WHERE project = ?', project),
    );
    return new Set(rows.map((row) => String(row.user_id)));
  }

  sessions(): string[] {
    return [...new Set([...this.#listeners].map(({ session }) => session))];
  }

  hangUpOf(sessions: ReadonlySet<string>): void {
    for (const listener of [...this.#listeners]) if (sessions.has(listener.session)) this.#hangUp(listener);
  }

  close(): void {
    for (const listener of [...this.#listeners]) this.#hangUp(listener);
  }

  #hangUp(listener: Listener): void {
    this.#listeners.delete(listener);
    listener.close();
  }
}
