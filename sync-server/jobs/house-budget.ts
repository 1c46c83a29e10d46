import { Price } from '#shared/catalogue/price.ts';
import { ProjectId, type UserId } from '#shared/ids.ts';
import type { HouseBudget, ProjectSpending } from '#shared/jobs/house-budget.ts';
import type { Sums } from '#shared/jobs/project-budget.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, type Statement, sql } from '../database/sql.ts';
import { HOUSE_CAP, scopesOf } from './budget-feed.ts';

/** What the house spends, as one admin may see it: of projects that are not his only the sum. */
export async function readHouseBudget(
  database: Database,
  { day, user }: { day: string; user: UserId },
): Promise<HouseBudget> {
  const [house] = scopesOf(null, day);
  const cap = await database.readOne(sql('SELECT amount, currency FROM caps WHERE scope = ?', HOUSE_CAP));
  const today = await database.read(
    sql(
      'SELECT reserved, spent, currency FROM spending WHERE scope = ? ORDER BY currency',
      house?.scope ?? null,
    ),
  );
  const rows = await database.read(
    sql(
      `SELECT p.id, p.name, m.user_id IS NOT NULL AS is_his, s.scope <> 'project ' || p.id AS is_today, s.currency,
         sum(s.reserved) AS reserved, sum(s.spent) AS spent
         FROM projects p JOIN spending s ON s.scope IN ('project ' || p.id, 'project ' || p.id || ' day ' || ?1)
         LEFT JOIN project_members m ON m.project = p.id AND m.user_id = ?2
         GROUP BY CASE WHEN m.user_id IS NULL THEN '' ELSE p.id END, is_today, s.currency
         ORDER BY is_his DESC, p.name, p.id, s.currency`,
      day,
      user,
    ),
  );
  return { daily: cap ? Price.parse(cap) : null, day, today: sumsOf(today), projects: projectsOf(rows) };
}

function projectsOf(rows: SqlRow[]): ProjectSpending[] {
  const ofProject = Map.groupBy(rows, ({ id, is_his }) => (is_his === 1 ? String(id) : null));
  return [...ofProject].map(([project, own]) => ({
    project: project === null ? null : ProjectId.parse(project),
    name: project === null ? '' : String(own[0]?.name),
    today: sumsOf(own.filter(({ is_today }) => is_today === 1)),
    total: sumsOf(own.filter(({ is_today }) => is_today === 0)),
  }));
}

function sumsOf(rows: SqlRow[]): Sums {
  const line = (column: 'reserved' | 'spent') =>
    rows
      .map((row) => ({ amount: Number(row[column]), currency: String(row.currency) }))
      .filter(({ amount }) => amount > 0);
  return { reserved: line('reserved'), spent: line('spent') };
}

/** The limit of every day of the house in place of the one it had. */
export function houseCapStatements(daily: Price | null): Statement[] {
  return [
    sql('DELETE FROM caps WHERE scope = ?', HOUSE_CAP),
    ...(daily
      ? [
          sql(
            'INSERT INTO caps (scope, currency, amount) VALUES (?, ?, ?)',
            HOUSE_CAP,
            daily.currency,
            daily.amount,
          ),
        ]
      : []),
  ];
}
