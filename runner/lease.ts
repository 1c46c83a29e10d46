import type { JobId } from '#shared/jobs/job.ts';
import { HEARTBEAT_MS, LEASE_MS } from '#shared/runner/protocol.ts';
import type { Clock, Log } from './ports.ts';
import type { ServerClient } from './server-client.ts';

const LOOK_EVERY_MS = 1000;
/** More often than the lease needs: this is also how a runner hears that the job was called off. */
const BEAT_EVERY_MS = HEARTBEAT_MS / 5;

type Parts = { client: ServerClient; clock: Clock; log: Log; job: JobId; fence: number };

/** The right to work on a job, kept alive by heartbeats. */
export class Lease implements Disposable {
  readonly #parts: Parts;
  readonly #lost = new AbortController();
  readonly #cancelled = new AbortController();
  readonly #timer: NodeJS.Timeout;
  /** When the last heartbeat that was answered had been sent. */
  #aliveAtMs: number;
  #beating: Promise<boolean> | undefined;

  constructor(parts: Parts, { wantsCancel }: { wantsCancel: boolean }) {
    this.#parts = parts;
    this.#aliveAtMs = parts.clock.nowMs();
    if (wantsCancel) this.#cancelled.abort();
    this.#timer = setInterval(() => {
      if (this.#ageMs() >= BEAT_EVERY_MS) void this.#beat();
    }, LOOK_EVERY_MS);
  }

  /** Somebody else has the job: everything stops. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** A person has called it off. */
  get cancelled(): AbortSignal {
    return this.#cancelled.signal;
  }

  lose(): void {
    this.#lost.abort();
  }

  /**
   * Whether the job is still ours, asked of the server when it was not heard of lately. Before any effect: a machine
   * that slept finds here that it slept.
   */
  async isSure(): Promise<boolean> {
    if (this.#lost.signal.aborted) return false;
    return this.#ageMs() < LEASE_MS / 2 || this.#beat();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #ageMs(): number {
    return this.#parts.clock.nowMs() - this.#aliveAtMs;
  }

  #beat(): Promise<boolean> {
    this.#beating ??= this.#askServer().finally(() => {
      this.#beating = undefined;
    });
    return this.#beating;
  }

  async #askServer(): Promise<boolean> {
    const { client, clock, log, job, fence } = this.#parts;
    const sentAtMs = clock.nowMs();
    const said = await client.heartbeat(job, fence);
    if (said.kind === 'ok') {
      this.#aliveAtMs = sentAtMs;
      if (said.value.wantsCancel) this.#cancelled.abort();
      return true;
    }
    if (said.kind === 'refused') {
      log.warn('lease_lost', { job, fence, fault: said.fault });
      this.#lost.abort();
    }
    // Away: the work goes on; its result waits in the spool until the server is back.
    return false;
  }
}
