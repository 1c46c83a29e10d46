import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { faultText } from '#shared/russian/fault-text.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import type { Clock, Log } from '../ports.ts';
import { type BackUpContext, backUp } from './back-up.ts';
import { readManifest } from './manifest.ts';

const NIGHT_HOUR = 2;
const KEPT = 14;
const RETRY_AFTER_MS = 3_600_000;
const NAME = /^raskadr-\d{4}-\d{2}-\d{2}-\d{6}$/;

export type NightlyContext = Omit<BackUpContext, 'nowMs'> & { database: Database; clock: Clock; log: Log };

export type NightlyState = {
  lastFinishedAtMs: number | undefined;
  /** Why the last try failed, in Russian; nothing after a good one. */
  lastFailure: string | undefined;
};

/**
 * A backup at two o'clock of every local night, and at the next chance when the server was off then. Asked every
 * minute by a timer; what is due is told by the server's clock and by what stands in the folder.
 */
export class NightlyBackups implements AsyncDisposable {
  readonly #context: NightlyContext;
  readonly #dir: string;
  #running: Promise<void> | undefined;
  #notBeforeMs = 0;
  state: NightlyState = { lastFinishedAtMs: undefined, lastFailure: undefined };

  constructor(context: NightlyContext, dir: string) {
    this.#context = context;
    this.#dir = dir;
  }

  /** Makes the backup that is due, if one is. A second call while one runs joins it. */
  tick(): Promise<void> {
    this.#running ??= this.#tickOnce().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #tickOnce(): Promise<void> {
    const nowMs = this.#context.clock.nowMs();
    if (nowMs < this.#notBeforeMs) return;
    // One from a time when the clock was ahead must not hold up the next for as long.
    const last = (await listFinished(this.#dir)).findLast(({ madeAtMs }) => madeAtMs <= nowMs);
    const sinceMs = last?.madeAtMs ?? (await this.#beginningMs());
    this.state.lastFinishedAtMs = last?.madeAtMs;
    if (sinceMs === undefined || lastNightMs(nowMs) <= sinceMs) return;
    await this.#make(nowMs);
  }

  /** When there was first something to keep. */
  async #beginningMs(): Promise<number | undefined> {
    const row = await this.#context.database.readOne(sql('SELECT min(created_at) AS at FROM users'));
    return typeof row?.at === 'number' ? row.at : undefined;
  }

  async #make(nowMs: number): Promise<void> {
    const { log, clock } = this.#context;
    try {
      const folder = join(this.#dir, nameAt(nowMs));
      const made = await backUp({ ...this.#context, nowMs: () => nowMs }, folder, { blobs: 'link' });
      if (!made.ok) return this.#failed(nowMs, made.fault.code, faultText(made.fault));
      this.state = { lastFinishedAtMs: nowMs, lastFailure: undefined };
      log.info('backup_finished', { ...made.value, tookMs: clock.nowMs() - nowMs });
      await this.#removeOld();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#failed(nowMs, reason, faultText({ code: 'internal' }));
    }
  }

  #failed(nowMs: number, reason: string, text: string): void {
    this.#notBeforeMs = nowMs + RETRY_AFTER_MS;
    this.state.lastFailure = text;
    this.#context.log.error('backup_failed', { dir: this.#dir, reason });
  }

  /** Only after a new one is finished, and only what has our own kind of name. */
  async #removeOld(): Promise<void> {
    const finished = await listFinished(this.#dir);
    const kept = new Set(finished.slice(-KEPT).map(({ name }) => name));
    for (const name of await namesIn(this.#dir)) {
      if (!kept.has(name)) await rm(join(this.#dir, name), { recursive: true, force: true });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running;
  }
}

/** The last two o'clock at night that has passed. */
function lastNightMs(nowMs: number): number {
  const night = new Date(nowMs);
  night.setHours(NIGHT_HOUR, 0, 0, 0);
  if (night.getTime() > nowMs) night.setDate(night.getDate() - 1);
  return night.getTime();
}

/** In universal time, so that names sort by time also in the night when the clocks are put back. */
function nameAt(nowMs: number): string {
  const [date = '', time = ''] = new Date(nowMs).toISOString().split(/[T.]/);
  return `raskadr-${date}-${time.replaceAll(':', '')}`;
}

async function namesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() && NAME.test(entry.name) ? entry.name : [])).sort();
}

async function listFinished(dir: string): Promise<{ name: string; madeAtMs: number }[]> {
  const found: { name: string; madeAtMs: number }[] = [];
  for (const name of await namesIn(dir)) {
    const manifest = await readManifest(join(dir, name));
    if (manifest.ok) found.push({ name, madeAtMs: Date.parse(manifest.value.madeAt) });
  }
  return found;
}
