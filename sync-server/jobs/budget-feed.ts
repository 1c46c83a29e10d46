import type { Price } from '#shared/catalogue/price.ts';
import type { ProjectId } from '#shared/ids.ts';
import { type Statement, sql } from '../database/sql.ts';
import { projectRecordsFeed, recordSql } from './job-feed.ts';

/** The cap of every day of the whole house. */
export const HOUSE_CAP = 'day';

/** Every budget that a call of this project on this day counts for. */
export function scopesOf(project: string | null, day: string): { scope: string; capScope: string }[] {
  const house = { scope: `day ${day}`, capScope: HOUSE_CAP };
  if (project === null) return [house];
  const { whole, daily } = capScopesOf(project);
  return [{ scope: whole, capScope: whole }, { scope: `${daily} ${day}`, capScope: daily }, house];
}

function capScopesOf(project: string): { whole: string; daily: string } {
  return { whole: `project ${project}`, daily: `project ${project} day` };
}

/** The limits of a project in place of those it had. */
export function capStatements(
  project: ProjectId,
  { whole, daily }: { whole: Price | null; daily: Price | null },
): Statement[] {
  const scopes = capScopesOf(project);
  return [
    { scope: scopes.whole, cap: whole },
    { scope: scopes.daily, cap: daily },
  ].flatMap(({ scope, cap }) => [
    sql('DELETE FROM caps WHERE scope = ?', scope),
    ...(cap
      ? [sql('INSERT INTO caps (scope, currency, amount) VALUES (?, ?, ?)', scope, cap.currency, cap.amount)]
      : []),
  ]);
}

const cap = (scope: string) =>
  `json((SELECT json_object('amount', amount, 'currency', currency) FROM caps WHERE scope = ${scope}))`;
const sums = (column: string, scope: string) =>
  `json((SELECT json_group_array(json_object('amount', ${column}, 'currency', currency)) FROM (
    SELECT ${column}, currency FROM spending WHERE scope = ${scope} AND ${column} > 0 ORDER BY currency)))`;

const WHOLE = "'project ' || ?3";
/** The scopes of the days sort by their dates. */
const NEWEST_DAY = `(SELECT max(scope) FROM spending WHERE scope > ${WHOLE} || ' day ' AND scope < ${WHOLE} || ' day :')`;

const BUDGET_RECORD = `json_object('whole', ${cap(WHOLE)}, 'daily', ${cap(`${WHOLE} || ' day'`)},
  'total', json_object('reserved', ${sums('reserved', WHOLE)}, 'spent', ${sums('spent', WHOLE)}),
  'day', substr(${NEWEST_DAY}, -10),
  'today', json_object('reserved', ${sums('reserved', NEWEST_DAY)}, 'spent', ${sums('spent', NEWEST_DAY)}))`;

const BUDGET_ROW = recordSql(BUDGET_RECORD, 'projects WHERE id = ?3');

/** The `ProjectBudget` of a project anew in its feed. */
export function budgetFeedStatements(project: ProjectId): Statement[] {
  return [sql(BUDGET_ROW, projectRecordsFeed(project), 'budget', project)];
}
