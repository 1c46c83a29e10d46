import { join } from 'node:path';
import type { Fault } from '#shared/fault.ts';
import { sha256OfFile } from './durable.ts';
import type { Clock, Log } from './ports.ts';
import type { Said, ServerClient } from './server-client.ts';
import type { Spool, SpoolEntry, Word } from './spool.ts';
import { upload } from './upload.ts';

const AGAIN_FIRST_MS = 500;
const AGAIN_MAX_MS = 15_000;

/** It is refused for what it is, not for whose it is. */
const UNFIT = new Set<Fault['code']>(['bad_input', 'too_large']);

const PATHS = { submitted: 'call/submitted', complete: 'complete', fail: 'fail' } as const;

/** `stuck`: this one cannot be brought now, which says nothing of the others. */
export type Delivered = 'taken' | 'refused' | 'away' | 'stuck';

/** Brings the words of the spool to the server: at once, and again and again while it does not answer. */
export class Delivery {
  readonly #client: ServerClient;
  readonly #spool: Spool;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #underWay = new Map<string, Promise<Delivered>>();

  constructor(parts: { client: ServerClient; spool: Spool; log: Log; clock: Clock }) {
    this.#client = parts.client;
    this.#spool = parts.spool;
    this.#log = parts.log;
    this.#clock = parts.clock;
  }

  /** One try; an entry that is on its way already is waited for. */
  bring(entry: SpoolEntry): Promise<Delivered> {
    const running = this.#underWay.get(entry.name);
    if (running) return running;
    const trip = this.#bring(entry)
      .catch((error): Delivered => {
        // A disk in trouble; whatever it is, the other words go on.
        this.#log.error('word_waits', { job: entry.word.job, says: entry.word.says, reason: String(error) });
        return 'stuck';
      })
      .finally(() => this.#underWay.delete(entry.name));
    this.#underWay.set(entry.name, trip);
    return trip;
  }

  /** Everything that waits, one after the other; stops where the server is away. */
  async bringAll(): Promise<{ left: number }> {
    const entries = await this.#spool.list();
    let left = 0;
    for (const [index, entry] of entries.entries()) {
      const brought = await this.bring(entry);
      if (brought === 'away') return { left: left + entries.length - index };
      if (brought === 'stuck') left++;
    }
    return { left };
  }

  /** What the spool holds of a job must be heard before the job is worked on again. */
  async bringOf(job: string): Promise<'nothing' | Delivered> {
    const entry = (await this.#spool.list()).find(({ word }) => word.job === job);
    return entry ? this.bring(entry) : 'nothing';
  }

  async goOn(signal: AbortSignal): Promise<void> {
    let pauseMs = AGAIN_FIRST_MS;
    while (!signal.aborted) {
      const { left } = await this.bringAll();
      pauseMs = left > 0 ? Math.min(pauseMs * 2, AGAIN_MAX_MS) : AGAIN_FIRST_MS * 4;
      await this.#clock.wait(pauseMs, signal);
    }
  }

  async #bring(entry: SpoolEntry): Promise<Delivered> {
    // It was listed, and brought by another round before its turn came.
    if (!(await this.#spool.holds(entry))) return 'taken';
    const said = await this.#tell(entry);
    const { job, says } = entry.word;
    switch (said.kind) {
      case 'ok':
        await this.#spool.remove(entry);
        this.#log.info('word_taken', { job, says });
        return 'taken';
      case 'away':
        this.#log.warn('word_waits', { job, says, reason: said.reason });
        return 'away';
      case 'refused':
        return this.#refused(entry, said);
    }
  }

  async #refused(
    entry: SpoolEntry,
    { fault, status }: Said<never> & { kind: 'refused' },
  ): Promise<Delivered> {
    const { job, says } = entry.word;
    // A runner that was cut off may be let in again; what it knows is kept for then. Content that a restored server
    // lacks, or that came damaged, is brought once more.
    const isOurs = fault.code === 'wrong_hash' && !(await isWhole(entry));
    if (status === 401 || fault.code === 'content_missing' || (fault.code === 'wrong_hash' && !isOurs)) {
      this.#log.error('word_waits', { job, says, reason: fault.code });
      return 'stuck';
    }
    if (isWorthKeeping(entry.word)) {
      await this.#spool.refuse(entry, fault);
      this.#log.error('word_refused', { job, says, fault });
      if (isOurs || UNFIT.has(fault.code)) await this.#giveUp(entry);
    } else {
      await this.#spool.remove(entry);
      this.#log.info('word_refused', { job, says, fault });
    }
    return 'refused';
  }

  /** The result will never be taken: without a word of it the job would be polled, or sent again, for ever. */
  async #giveUp({ name, word }: SpoolEntry): Promise<void> {
    if (word.says !== 'complete' || word.body.call === undefined) return;
    const { call, fence, actual = word.price ?? 0, currency } = word.body;
    const fault = { code: 'result_lost' } as const;
    const paid = { actual, ...(currency === undefined ? {} : { currency }) };
    const body = { call, fence, ...paid, sent: 'yes', fault, retry: 'never' } as const;
    await this.bring(await this.#spool.put(`${name}-lost`, { says: 'fail', job: word.job, body }, []));
  }

  async #tell({ word, folder }: SpoolEntry): Promise<Said<unknown>> {
    const files = word.says === 'complete' ? word.body.files : [];
    for (const { sha256 } of files) {
      const said = await upload(this.#client, { path: join(folder, sha256), sha256 });
      if (said.kind !== 'ok') return said;
    }
    return this.#client.tell(word.job, PATHS[word.says], word.body);
  }
}

async function isWhole({ folder, word }: SpoolEntry): Promise<boolean> {
  const files = word.says === 'complete' ? word.body.files : [];
  for (const { sha256 } of files) if ((await sha256OfFile(join(folder, sha256))) !== sha256) return false;
  return true;
}

/** What concerns money, or a paid result; of anything else the next runner makes a new one. */
function isWorthKeeping({ body }: Word): boolean {
  return body.call !== undefined;
}
