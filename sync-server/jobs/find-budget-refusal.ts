import type { Price } from '#shared/catalogue/price.ts';
import type { Fault } from '#shared/fault.ts';
import type { ProjectId } from '#shared/ids.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { HOUSE_CAP, scopesOf } from './budget-feed.ts';

const OPEN_JOBS_MAX = 10_000;
/** By the index that holds them and nothing of those that have ended. */
const OPEN_JOBS = 'jobs INDEXED BY jobs_open';
const OPEN = "project = ? AND state IN ('ready', 'leased', 'waiting', 'needs_human')";

/**
 * What speaks against one more job, told early and gently: all that waits may still turn out cheaper. The rule that
 * holds stands in the database, where a call begins.
 */
export async function findBudgetRefusal(
  database: Database,
  { project, price, day }: { project: ProjectId; price: Price | null; day: string },
): Promise<Fault | undefined> {
  const open = await database.readOne(
    sql(`SELECT count(*) AS jobs FROM ${OPEN_JOBS} WHERE ${OPEN}`, project),
  );
  if (Number(open?.jobs) >= OPEN_JOBS_MAX) return { code: 'too_many_jobs', limit: OPEN_JOBS_MAX };
  if (!price || price.amount === 0) return undefined;
  const sum = await database.readOne(
    sql(
      `SELECT sum(json_extract(price, '$.amount')) AS amount FROM ${OPEN_JOBS}
         WHERE ${OPEN} AND json_extract(price, '$.currency') = ?`,
      project,
      price.currency,
    ),
  );
  return findExceeded(database, { project, price, day, promised: Number(sum?.amount ?? 0) });
}

/** The budget that has not so much left, the project's own before the day's of the house. */
export async function findExceeded(
  database: Database,
  { project, price, day, promised }: { project: ProjectId; price: Price; day: string; promised: number },
): Promise<Fault | undefined> {
  for (const { scope, capScope } of scopesOf(project, day)) {
    const left = await findLeft(database, { scope, capScope, currency: price.currency, promised });
    if (left === undefined || price.amount <= left) continue;
    return { code: 'budget_exceeded', ...(capScope === HOUSE_CAP ? { of: 'house' } : {}) };
  }
  return undefined;
}

/** What a cap leaves when all that waits has cost its price; nothing where there is no cap. */
async function findLeft(
  database: Database,
  {
    scope,
    capScope,
    currency,
    promised,
  }: { scope: string; capScope: string; currency: string; promised: number },
): Promise<number | undefined> {
  const row = await database.readOne(
    sql(
      `SELECT (SELECT count(*) FROM caps WHERE scope = ?1) AS caps,
         COALESCE((SELECT amount FROM caps WHERE scope = ?1 AND currency = ?3), 0) AS cap,
         COALESCE((SELECT reserved FROM spending WHERE scope = ?2 AND currency = ?3), 0) AS reserved,
         COALESCE((SELECT spent FROM spending WHERE scope = ?2 AND currency = ?3), 0) AS spent`,
      capScope,
      scope,
      currency,
    ),
  );
  if (!row || Number(row.caps) === 0) return undefined;
  return Number(row.cap) - Number(row.spent) - Math.max(promised, Number(row.reserved));
}
