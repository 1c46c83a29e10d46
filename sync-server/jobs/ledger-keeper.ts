import { JobId } from '#shared/jobs/job.ts';
import { sql } from '../database/sql.ts';
import { eachByItself } from './each-by-itself.ts';
import type { JobContext } from './job-context.ts';
import { forgetLinesStatement } from './job-lines.ts';
import { moveJob } from './move-job.ts';
import { fireSchedules } from './schedules.ts';

const FORGET_EVERY_MS = 60 * 60 * 1000;
const COUNT_EVERY_MS = 15_000;
const EXPIRE_AT_ONCE = 500;
const OPEN_STATES = ['ready', 'leased', 'waiting', 'needs_human'] as const;

/** What happens to jobs by the clock alone. */
export class LedgerKeeper {
  readonly #context: JobContext;
  readonly #open = new Map<string, number>();
  #forgottenAtMs = Number.NEGATIVE_INFINITY;
  #countedAtMs = Number.NEGATIVE_INFINITY;

  constructor(context: JobContext) {
    this.#context = context;
  }

  /** As counted a moment ago; empty before the first sweep. */
  get openJobs(): ReadonlyMap<string, number> {
    return this.#open;
  }

  async sweep(): Promise<void> {
    const steps = [
      () => expireLeases(this.#context),
      () => fireSchedules(this.#context),
      () => this.#forgetLines(),
      () => this.#countOpen(),
    ];
    await eachByItself(steps, (step) => step());
  }

  async #countOpen(): Promise<void> {
    const { database, nowMs } = this.#context;
    if (nowMs() - this.#countedAtMs < COUNT_EVERY_MS) return;
    this.#countedAtMs = nowMs();
    const rows = await database.read(
      sql(
        "SELECT state, count(*) AS n FROM jobs WHERE state IN ('ready', 'leased', 'waiting', 'needs_human') GROUP BY 1",
      ),
    );
    for (const state of OPEN_STATES) this.#open.set(state, 0);
    for (const { state, n } of rows) this.#open.set(String(state), Number(n));
  }

  async #forgetLines(): Promise<void> {
    const nowMs = this.#context.nowMs();
    if (nowMs - this.#forgottenAtMs < FORGET_EVERY_MS) return;
    this.#forgottenAtMs = nowMs;
    await this.#context.database.write([forgetLinesStatement(nowMs)]);
  }
}

/** Takes back what its runner has not asked for in time. */
export async function expireLeases(context: JobContext): Promise<number> {
  const rows = await context.database.read(
    sql(
      `SELECT id FROM jobs WHERE state = 'leased' AND lease_until <= ? ORDER BY lease_until LIMIT ${EXPIRE_AT_ONCE}`,
      context.nowMs(),
    ),
  );
  let expired = 0;
  await eachByItself(rows, async ({ id }) => {
    const event = { kind: 'expire', nowMs: context.nowMs() } as const;
    // A heartbeat may have come meanwhile; then it is not expired.
    if ((await moveJob(context, JobId.parse(id), { event })).ok) expired++;
  });
  return expired;
}
