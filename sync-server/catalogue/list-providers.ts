import { HttpDefinition } from '#shared/catalogue/http-definition.ts';
import {
  AccountFacts,
  type CheckFacts,
  ProviderFacts,
  type SecretFacts,
} from '#shared/catalogue/provider-facts.ts';
import { Fault } from '#shared/fault.ts';
import { Ledger } from '#shared/jobs/job.ts';
import { type SqlRow, sql } from '../database/sql.ts';
import { NO_GATE } from '../runners/fail-job.ts';
import { listSecretStates, type SecretState } from '../secrets/account-secrets.ts';
import type { CatalogueContext } from './catalogue-context.ts';
import { listSpokenKinds } from './spoken-kinds.ts';

const ACCOUNTS = `SELECT a.*, l.concurrency, (SELECT count(*) FROM models m WHERE m.account = a.id) AS models,
    j.ledger AS check_ledger, j.changed_at AS checked_at, j.answer AS finding
  FROM accounts a LEFT JOIN account_limits l ON l.account = a.id LEFT JOIN jobs j ON j.id = a.check_job
  ORDER BY a.provider, a.rowid`;

/** Providers as their admins see them: with accounts, and with keys of which nothing but a hint is shown. */
export async function listProviderFacts({
  core: { database },
  vault,
  accounts: told,
}: Pick<CatalogueContext, 'core' | 'vault' | 'accounts'>): Promise<ProviderFacts[]> {
  const [providers, accounts, kinds, secrets] = await Promise.all([
    database.read(sql('SELECT * FROM providers ORDER BY position, id')),
    database.read(sql(ACCOUNTS)),
    listSpokenKinds(database),
    listSecretStates(database, vault),
  ]);
  return providers.map((row) =>
    ProviderFacts.parse({
      id: row.id,
      name: row.name,
      adapter: row.adapter,
      recovery: row.recovery,
      needsKey: row.needs_key === 1,
      canCheck: kinds.has(`check:${row.adapter}`) && isCheckTold(row),
      isSpoken: kinds.has(`generate:${row.adapter}`),
      accounts: accounts
        .filter(({ provider }) => provider === row.id)
        .map((account) =>
          accountOf(
            { ...account, base_url: account.base_url ?? told.get(String(account.id))?.baseUrl ?? null },
            secrets.get(String(account.id)) ?? {},
          ),
        ),
    }),
  );
}

/** A row that tells everything must tell of a free question too. */
export function isCheckTold({ adapter, definition }: SqlRow): boolean {
  if (adapter !== 'http') return true;
  const told = HttpDefinition.safeParse(JSON.parse(String(definition)));
  return told.success && told.data.check !== undefined;
}

function accountOf(row: SqlRow, { key, proxy }: { key?: SecretState; proxy?: SecretState }): AccountFacts {
  const concurrency = row.concurrency === null ? null : Number(row.concurrency);
  return AccountFacts.parse({
    id: row.id,
    name: row.name,
    baseUrl: row.base_url,
    concurrency: concurrency === NO_GATE ? null : concurrency,
    isRemoteTrusted: row.is_remote_trusted === 1,
    key: secretOf(key),
    proxy: secretOf(proxy),
    check: checkOf(row),
    models: row.models,
  });
}

function secretOf(state: SecretState | undefined): SecretFacts | null {
  return state ? { state: state.state, hint: state.hint, changedAt: state.changedAtMs } : null;
}

function checkOf({ check_ledger: text, checked_at: at, finding }: SqlRow): CheckFacts | null {
  if (typeof text !== 'string') return null;
  const { state, fault } = Ledger.parse(JSON.parse(text));
  const found = typeof finding === 'string' ? Fault.parse(JSON.parse(finding)) : fault;
  const facts = (shown: CheckFacts['state']) => ({ state: shown, at: Number(at), fault: found });
  if (state === 'ready') return facts('waits');
  if (state === 'leased' || state === 'waiting') return facts('works');
  return facts(state === 'done' && found === null ? 'good' : 'bad');
}
