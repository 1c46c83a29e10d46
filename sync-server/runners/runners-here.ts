import type { RunnerId } from '#shared/jobs/job.ts';
import type { Database } from '../database/database.ts';
import type { Clock, Log } from '../ports.ts';
import { seenStatement } from './store.ts';

/** A runner asks for work every 25 s at the latest. */
const HERE_MS = 60_000;
const WRITE_EVERY_MS = 15_000;

type Ports = { database: Database; clock: Clock; log: Log };

/** When each runner was last heard. In memory to the moment, in the database now and then. */
export class RunnersHere {
  readonly #ports: Ports;
  readonly #seenAtMs = new Map<RunnerId, number>();
  readonly #writtenAtMs = new Map<RunnerId, number>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async heard(id: RunnerId): Promise<void> {
    const { database, clock, log } = this.#ports;
    const nowMs = clock.nowMs();
    this.#seenAtMs.set(id, nowMs);
    if (nowMs - (this.#writtenAtMs.get(id) ?? 0) < WRITE_EVERY_MS) return;
    this.#writtenAtMs.set(id, nowMs);
    try {
      await database.write([seenStatement(id, nowMs)]);
    } catch (error) {
      // A full disk must not keep a runner from what it does.
      log.warn('runner_not_noted', { reason: error instanceof Error ? error.message : String(error) });
    }
  }

  seenAtMs(id: RunnerId, written: number | null): number | null {
    return this.#seenAtMs.get(id) ?? written;
  }

  isHere(id: RunnerId, written: number | null): boolean {
    const seenAtMs = this.seenAtMs(id, written);
    return seenAtMs !== null && this.#ports.clock.nowMs() - seenAtMs < HERE_MS;
  }
}
