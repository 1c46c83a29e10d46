import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sql } from '#server/database/sql.ts';
import { moveJob } from '#server/jobs/move-job.ts';
import { findJob } from '#server/jobs/store.ts';
import { Ledger } from '#shared/jobs/job.ts';
import { moneyOf } from '#shared/jobs/money.ts';
import { recoveries, talks } from '../../shared/jobs/histories.ts';
import { type Keeper, PaidWorld } from '../../shared/jobs/paid-world.ts';
import { aJob, aQueue, type Queue } from './a-queue.ts';

test('J5, J8, J9: on the real database a job is charged as often as people say, and the budgets know all of it', async () => {
  const queue = await aQueue();
  await fc.assert(
    fc.asyncProperty(talks, recoveries, async (history, recovery) => {
      const keeper = await inDatabase(queue);
      const world = new PaidWorld(recovery, keeper);
      for (const one of history) await world.happen(one);
      expect(world.charges.length).toBeLessThanOrEqual(1 + world.words);
    }),
    { numRuns: 1000, seed: 4 },
  );
  expect(await spendingOf(queue)).toEqual(await sumOfCalls(queue));
});

async function inDatabase(queue: Queue): Promise<Keeper> {
  const id = await aJob(queue);
  return {
    async ledger() {
      const job = await findJob(queue.core.database, id);
      if (!job) throw new Error('the job is lost');
      return job.ledger;
    },
    tell: async (event) => (await moveJob(queue.context, id, { event })).ok,
  };
}

async function spendingOf({ core }: Queue) {
  const row = await core.database.readOne(
    sql("SELECT reserved, spent FROM spending WHERE scope LIKE 'project %' AND scope NOT LIKE '% day %'"),
  );
  return { reserved: row?.reserved, spent: row?.spent };
}

async function sumOfCalls({ core }: Queue) {
  const rows = await core.database.read(sql('SELECT ledger FROM jobs'));
  const sum = { reserved: 0, spent: 0 };
  for (const row of rows) {
    for (const money of moneyOf(Ledger.parse(JSON.parse(String(row.ledger))).calls)) {
      sum.reserved += money.reserved;
      sum.spent += money.spent;
    }
  }
  return sum;
}
