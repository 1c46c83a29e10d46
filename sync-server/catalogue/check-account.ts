import type { AccountId } from '#shared/catalogue/provider-facts.ts';
import type { UserId } from '#shared/ids.ts';
import { JobId } from '#shared/jobs/job.ts';
import type { CheckWork } from '#shared/jobs/work.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { createUlid } from '#shared/ulid.ts';
import { sql } from '../database/sql.ts';
import { insertJobWhere } from '../jobs/store.ts';
import { type CatalogueContext, changeCatalogue } from './catalogue-context.ts';
import { isCheckTold } from './list-providers.ts';
import { listSpokenKinds } from './spoken-kinds.ts';
import { findAccount } from './store.ts';

/** Before everything that people wait for: somebody sits at the settings. */
const PRIORITY = 200;

/** A question that costs nothing, asked by a runner: the way there is the same as that of the work. */
export async function checkAccount(
  context: CatalogueContext,
  account: AccountId,
  user: UserId,
): Promise<Result<undefined>> {
  const { core } = context;
  const { database, clock, random } = core;
  const found = await findAccount(database, account);
  if (!found) return fail({ code: 'account_not_found' });
  const { adapter, needsKey } = found.provider;
  const kind = `check:${adapter}`;
  const isKnown = (await listSpokenKinds(database)).has(kind);
  if (!isKnown || !isCheckTold({ adapter, definition: JSON.stringify(found.definition) }))
    return fail({ code: 'check_unknown' });
  const key = await database.readOne(
    sql("SELECT 1 FROM account_secrets WHERE account = ? AND field = 'key'", account),
  );
  if (needsKey && !key) return fail({ code: 'key_missing', account: found.accountName });
  const nowMs = clock.nowMs();
  const id = JobId.parse(createUlid({ nowMs: () => nowMs, randomByte: () => random.bytes(1)[0] ?? 0 }));
  const job = {
    id,
    kind,
    project: null,
    user,
    account,
    dedupeKey: null,
    payload: { kind: 'check', account } satisfies CheckWork,
    priority: PRIORITY,
    maxAttempts: 1,
    runAtMs: nowMs,
    price: { amount: 0, currency: 'XXX' },
  };
  // One at a time: who presses twice waits for the first.
  const where = sql(
    `NOT EXISTS (SELECT 1 FROM accounts a JOIN jobs o ON o.id = a.check_job
       WHERE a.id = ? AND o.state IN ('ready', 'leased', 'waiting'))`,
    account,
  );
  await changeCatalogue(context, [
    // Whoever asks wants to know now, also of an account that is left alone since it was refused.
    sql('UPDATE account_limits SET not_before = 0 WHERE account = ?', account),
    ...insertJobWhere(job, { nowMs, where }),
    sql(
      'UPDATE accounts SET check_job = ?1 WHERE id = ?2 AND EXISTS (SELECT 1 FROM jobs WHERE id = ?1)',
      id,
      account,
    ),
  ]);
  return ok(undefined);
}
