import { Cron } from 'croner';
import type { Price } from '#shared/catalogue/price.ts';
import { priceOf } from '#shared/catalogue/price-of.ts';
import { ProjectId, type ShotId, UserId } from '#shared/ids.ts';
import { JobId } from '#shared/jobs/job.ts';
import { GenerateWork } from '#shared/jobs/work.ts';
import { findModel } from '../catalogue/store.ts';
import { type SqlRow, type Statement, sql } from '../database/sql.ts';
import { derivedUlid } from './derived-ulid.ts';
import { eachByItself } from './each-by-itself.ts';
import { type JobContext, ringFeeds } from './job-context.ts';
import { serverDay } from './server-day.ts';
import { insertJobWhere } from './store.ts';

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
  await eachByItself(due, async (schedule) => {
    if (await fire(context, schedule, nowMs)) fired++;
  }).finally(() => {
    if (fired > 0) context.dispatcher.wake();
  });
  return fired;
}

async function fire(context: JobContext, schedule: SqlRow, nowMs: number): Promise<boolean> {
  const atMs = schedule.next_at === null ? undefined : Number(schedule.next_at);
  const nextMs = findNextMs(String(schedule.cron), String(schedule.time_zone), nowMs);
  const isDue = atMs !== undefined && atMs <= nowMs;
  const payload: unknown = JSON.parse(String(schedule.payload));
  const terms = await findTerms(context, payload);
  const job = {
    id: JobId.parse(derivedUlid(atMs ?? nowMs, `schedule ${schedule.id} ${atMs}`)),
    kind: String(schedule.kind),
    project: schedule.project === null ? null : ProjectId.parse(schedule.project),
    user: UserId.parse(schedule.user_id),
    account: schedule.account === null ? null : String(schedule.account),
    dedupeKey: `sched:${schedule.id}:${atMs}`,
    payload,
    priority: Number(schedule.priority),
    maxAttempts: MAX_ATTEMPTS,
    runAtMs: nowMs,
    ...(terms === 'refused' ? {} : terms),
  };
  const isMade = isDue && terms !== 'refused';
  const asRead = sql(
    'id = ? AND is_on = 1 AND next_at IS ? AND cron = ? AND time_zone = ?',
    ...[schedule.id ?? null, atMs ?? null, schedule.cron ?? null, schedule.time_zone ?? null],
  );
  const results = await context.database.write([
    ...(isMade ? insertJobWhere(job, { nowMs, where: both(stillStands(asRead), mayStillWork(job)) }) : []),
    sql(
      // A rule that names no moment any more, or none at all, is switched off rather than asked for ever; so is one
      // whose price nobody knows, for there is no person to accept it.
      `UPDATE schedules SET next_at = ?, is_on = ? WHERE ${asRead.sql}`,
      terms === 'refused' ? null : (nextMs ?? null),
      terms === 'refused' || nextMs === undefined ? 0 : 1,
      ...asRead.args,
    ),
  ]);
  ringFeeds(context, results);
  return isMade && results.at(-1)?.changes === 1;
}

type Terms = { price: Price; shot: ShotId; account: string };

/** What a model asks for this work today; nothing for work that asks no model. */
async function findTerms(
  { database, nowMs }: JobContext,
  payload: unknown,
): Promise<Terms | 'refused' | object> {
  const work = GenerateWork.safeParse(payload).data;
  if (!work) return {};
  const found = await findModel(database, work.model);
  const isRetired = found?.model.retiresOn != null && found.model.retiresOn <= serverDay(nowMs());
  const price = found && !isRetired ? priceOf(found.model.price, found.model.schema, work) : null;
  if (!found || price === null) return 'refused';
  return { price, shot: work.shot, account: found.model.account };
}

/** Somebody may have put it on a pause, or written another rule, since it was read. */
function stillStands(asRead: Statement): Statement {
  return { sql: `EXISTS (SELECT 1 FROM schedules WHERE ${asRead.sql})`, args: asRead.args };
}

function both(one: Statement, other: Statement): Statement {
  return { sql: `${one.sql} AND ${other.sql}`, args: [...one.args, ...other.args] };
}

/** A project in the trash gets no new work, nor does anybody's who may not write in it any more. */
function mayStillWork({ project, user }: { project: ProjectId | null; user: UserId }): Statement {
  return sql(
    `EXISTS (SELECT 1 FROM users u WHERE u.id = ? AND u.disabled_at IS NULL) AND (? IS NULL OR EXISTS (
       SELECT 1 FROM project_members m JOIN projects p ON p.id = m.project
         WHERE m.project = ? AND m.user_id = ? AND m.role <> 'viewer' AND p.trashed_at IS NULL))`,
    user,
    project,
    project,
    user,
  );
}

/** The first moment after `afterMs`, in the wall time of the zone; nothing when the rule has none. */
export function findNextMs(cron: string, timeZone: string, afterMs: number): number | undefined {
  try {
    return new Cron(cron, { timezone: timeZone, paused: true }).nextRun(new Date(afterMs))?.getTime();
  } catch {
    return undefined;
  }
}
