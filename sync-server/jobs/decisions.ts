import type { UserId } from '#shared/ids.ts';
import type { Ledger } from '#shared/jobs/job.ts';
import type { Decision } from '#shared/jobs/job-event.ts';
import { openCall } from '#shared/jobs/transition.ts';
import { type Statement, sql } from '../database/sql.ts';
import { derivedUlid } from './derived-ulid.ts';
import type { StoredJob } from './store.ts';

/** What was said, and by whom; `learned` when the answer came from elsewhere, `cancel` with the whole job. */
export type Word = { choice: Decision | { is: 'learned' | 'cancel' }; by: UserId | null };

/**
 * A question stands as long as its job waits for a person: it is put and answered in the same transaction that moves
 * the job, which only one writer can. So it is decided once, and who did it is kept.
 */
export function decisionStatements(
  job: StoredJob,
  next: Ledger,
  { nowMs, word }: { nowMs: number; word: Word | undefined },
): Statement[] {
  const before = questionOf(job.ledger);
  const after = questionOf(next);
  if (before === after) return [];
  const statements: Statement[] = [];
  if (before !== undefined) {
    const { choice, by } = word ?? { choice: { is: 'learned' }, by: null };
    statements.push(
      sql(
        'UPDATE decisions SET choice = ?, decided_by = ?, decided_at = ? WHERE job = ? AND choice IS NULL',
        JSON.stringify(choice),
        by,
        nowMs,
        job.id,
      ),
    );
  }
  if (after !== undefined)
    statements.push(
      sql(
        'INSERT INTO decisions (id, job, call, fault, asked_at) VALUES (?, ?, ?, ?, ?)',
        derivedUlid(nowMs, `decision ${job.id} ${job.version}`),
        job.id,
        openCall(next)?.id ?? null,
        JSON.stringify(next.fault ?? { code: 'outcome_unknown' }),
        nowMs,
      ),
    );
  return statements;
}

/** What a job asks, as one word; nothing when it asks nothing. */
function questionOf(ledger: Ledger): string | undefined {
  if (ledger.state !== 'needs_human') return undefined;
  return openCall(ledger)?.id ?? '';
}
