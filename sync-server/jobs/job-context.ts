import type { JobId } from '#shared/jobs/job.ts';
import type { Database } from '../database/database.ts';
import type { StatementResult } from '../database/sql.ts';
import type { Dispatcher } from './dispatcher.ts';

/** What every change of the ledger needs. */
export type JobContext = {
  database: Database;
  nowMs: () => number;
  dispatcher: Dispatcher;
  /** Jobs that somebody in this process is just taking: nobody else tries them. */
  beingClaimed: Set<JobId>;
  /** Tells listeners of a feed that it has new rows. */
  ring(feed: string, seq: number): void;
};

/** Rings for every feed row that a transaction has written. */
export function ringFeeds({ ring }: Pick<JobContext, 'ring'>, results: StatementResult[]): void {
  for (const { rows } of results)
    for (const { feed, seq } of rows) if (typeof feed === 'string') ring(feed, Number(seq));
}
