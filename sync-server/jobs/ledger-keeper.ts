import { JobId } from '#shared/jobs/job.ts';
import { sql } from '../database/sql.ts';
import type { JobContext } from './job-context.ts';
import { forgetLinesStatement } from './job-lines.ts';
import { moveJob } from './move-job.ts';
import { fireSchedules } from './schedules.ts';

const FORGET_EVERY_MS = 60 * 60 * 1000;
const EXPIRE_AT_ONCE = 500;

/** What happens to jobs by the clock alone. */
export class LedgerKeeper {
  readonly #context: JobContext;
  #forgottenAtMs = Number.NEGATIVE_INFINITY;

  constructor(context: JobContext) {
    this.#context = context;
  }

  async sweep(): Promise<void> {
    await expireLeases(this.#context);
    await fireSchedules(this.#context);
    await this.#forgetLines();
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
  for (const row of rows) {
    const event = { kind: 'expire', nowMs: context.nowMs() } as const;
    // A heartbeat may have come meanwhile; then it is not expired.
    if ((await moveJob(context, JobId.parse(row.id), { event })).ok) expired++;
  }
  return expired;
}
