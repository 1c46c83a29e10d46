import { Cron } from 'croner';
import { ProjectId, UserId } from '#shared/ids.ts';
import { JobId } from '#shared/jobs/job.ts';
import { type SqlRow, sql } from '../database/sql.ts';
import { derivedUlid } from './derived-ulid.ts';
import { type JobContext, ringFeeds } from './job-context.ts';
import { insertJobOnce } from './store.ts';

const MAX_ATTEMPTS = 3;

/**
 * Makes the jobs whose time has come. The key of a firing is the schedule and the moment, and the next moment is
 * written with it: two tickers, or one that died in between, make one job. What was missed while the server was away
 * is made up for once, not once for each time.
 */
export async function fireSchedules(context: JobContext): Promise<number> {
  const nowMs = context.nowMs();
  const due = await context.database.read(
    sql(
      `SELECT id, project, user_id, cron, time_zone, kind, payload, account, priority, next_at FROM schedules
         WHERE is_on = 1 AND (next_at IS NULL OR next_at <= ?) ORDER BY next_at`,
      nowMs,
    ),
  );
  let fired = 0;
  for (const schedule of due) if (await fire(context, schedule, nowMs)) fired++;
  if (fired > 0) context.dispatcher.wake();
  return fired;
}

async function fire(context: JobContext, schedule: SqlRow, nowMs: number): Promise<boolean> {
  const atMs = schedule.next_at === null ? undefined : Number(schedule.next_at);
  const nextMs = findNextMs(String(schedule.cron), String(schedule.time_zone), nowMs);
  const isDue = atMs !== undefined && atMs <= nowMs;
  const job = {
    id: JobId.parse(derivedUlid(atMs ?? nowMs, `schedule ${schedule.id} ${atMs}`)),
    kind: String(schedule.kind),
    project: schedule.project === null ? null : ProjectId.parse(schedule.project),
    user: UserId.parse(schedule.user_id),
    account: schedule.account === null ? null : String(schedule.account),
    dedupeKey: `sched:${schedule.id}:${atMs}`,
    payload: JSON.parse(String(schedule.payload)),
    priority: Number(schedule.priority),
    maxAttempts: MAX_ATTEMPTS,
    runAtMs: nowMs,
  };
  const results = await context.database.write([
    sql(
      // A rule that names no moment any more, or none at all, is switched off rather than asked for ever.
      'UPDATE schedules SET next_at = ?1, is_on = CASE WHEN ?1 IS NULL THEN 0 ELSE is_on END WHERE id = ?2',
      nextMs ?? null,
      schedule.id ?? null,
    ),
    ...(isDue ? insertJobOnce(job, nowMs) : []),
  ]);
  ringFeeds(context, results);
  return isDue;
}

/** The first moment after `afterMs`, in the wall time of the zone; nothing when the rule has none. */
export function findNextMs(cron: string, timeZone: string, afterMs: number): number | undefined {
  try {
    return new Cron(cron, { timezone: timeZone, paused: true }).nextRun(new Date(afterMs))?.getTime();
  } catch {
    return undefined;
  }
}
