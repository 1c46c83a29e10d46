import type { Database } from '../database/database.ts';
import type { StatementResult } from '../database/sql.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { DueJobs } from './due-jobs.ts';
import type { LentJobs } from './lent-jobs.ts';

/** What every change of the ledger needs. */
export type JobContext = {
  database: Database;
  nowMs: () => number;
  dispatcher: Dispatcher;
  due: DueJobs;
  lent: LentJobs;
  /** Tells listeners of a feed that it has new rows. */
  ring(feed: string, seq: number): void;
};

/** Rings for every feed row that a transaction has written. */
export function ringFeeds({ ring }: Pick<JobContext, 'ring'>, results: StatementResult[]): void {
  for (const { rows } of results)
    for (const { feed, seq } of rows) if (typeof feed === 'string') ring(feed, Number(seq));
}
