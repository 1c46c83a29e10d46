import type { JobId } from '#shared/jobs/job.ts';
import type { JobLinesAnswer } from '#shared/jobs/job-lines.ts';
import type { Database } from '../database/database.ts';
import { type Statement, sql } from '../database/sql.ts';

/** A job that talks without end keeps its newest lines. */
const LINES_MAX = 1000;
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;

export async function listLines(database: Database, job: JobId): Promise<JobLinesAnswer['lines']> {
  const rows = await database.read(sql('SELECT n, at, line FROM job_lines WHERE job = ? ORDER BY n', job));
  return rows.map(({ n, at, line }) => ({ n: Number(n), at: Number(at), line: String(line) }));
}

export function lineStatements(job: JobId, lines: string[], nowMs: number): Statement[] {
  if (lines.length === 0) return [];
  return [
    ...lines.slice(-LINES_MAX).map((line) =>
      sql(
        `INSERT INTO job_lines (job, n, at, line)
           SELECT ?1, COALESCE((SELECT max(n) FROM job_lines WHERE job = ?1), 0) + 1, ?2, ?3
           WHERE EXISTS (SELECT 1 FROM jobs WHERE id = ?1)`,
        job,
        nowMs,
        line,
      ),
    ),
    sql(
      'DELETE FROM job_lines WHERE job = ?1 AND n <= (SELECT max(n) FROM job_lines WHERE job = ?1) - ?2',
      job,
      LINES_MAX,
    ),
  ];
}

/** The logs of jobs that ended long ago. What they cost and made stays. */
export function forgetLinesStatement(nowMs: number): Statement {
  return sql('DELETE FROM job_lines WHERE job IN (SELECT id FROM jobs WHERE ended_at < ?1)', nowMs - KEPT_MS);
}
