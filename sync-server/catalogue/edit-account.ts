import type { EditAccountBody, NewAccountBody } from '#shared/catalogue/provider-facts.ts';
import { AccountId } from '#shared/catalogue/provider-facts.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { type Statement, sql } from '../database/sql.ts';
import { forgetSecret, keepSecret, type SecretField } from '../secrets/account-secrets.ts';
import type { Sealer } from '../secrets/vault.ts';
import { checkBaseUrl, originOf } from './base-url.ts';
import { type CatalogueContext, changeCatalogue } from './catalogue-context.ts';
import { limitStatement } from './import-row.ts';
import { keyHint, readProxy } from './secret-hints.ts';
import { findAccount } from './store.ts';

/** One more account at a provider, as for another client of the studio. It gets its key later. */
export async function addAccount(
  context: CatalogueContext,
  { provider, name }: NewAccountBody,
): Promise<Result<{ id: AccountId }>> {
  const { database, random } = context.core;
  const known = await database.readOne(
    sql(
      `SELECT p.id, (SELECT base_url FROM accounts a WHERE a.provider = p.id ORDER BY a.id <> a.provider, a.rowid LIMIT 1) AS base_url
         FROM providers p WHERE p.id = ?`,
      provider,
    ),
  );
  if (!known) return fail({ code: 'provider_not_found' });
  const id = AccountId.parse(`${provider}.${Buffer.from(random.bytes(6)).toString('hex')}`);
  await changeCatalogue(context, [
    sql(
      'INSERT INTO accounts (id, provider, name, base_url) VALUES (?, ?, ?, ?)',
      id,
      provider,
      name,
      known.base_url ?? null,
    ),
  ]);
  return ok({ id });
}

/** What a person says of an account. A key goes with its address: at another one it is forgotten, unless it is said anew. */
export async function editAccount(
  context: CatalogueContext,
  id: AccountId,
  body: EditAccountBody,
): Promise<Result<undefined>> {
  const { core, vault, allowedOrigins } = context;
  const known = await findAccount(core.database, id);
  if (!known) return fail({ code: 'account_not_found' });
  const { baseUrl } = body;
  if (typeof baseUrl === 'string') {
    const base = checkBaseUrl(baseUrl, allowedOrigins, 'baseUrl');
    if (!base.ok) return base;
  }
  if (baseUrl === null && known.provider.adapter === 'http')
    return fail({ code: 'bad_row', at: 'baseUrl', why: 'missing' });
  const proxy = typeof body.proxy === 'string' ? readProxy(body.proxy) : undefined;
  if (body.proxy && !proxy) return fail({ code: 'bad_input', field: 'proxy' });
  const isMoved = baseUrl !== undefined && originOf(baseUrl) !== originOf(known.baseUrl);
  const statements = [
    ...rowStatements(id, body),
    ...(body.key === null || (isMoved && body.key === undefined)
      ? [forgetSecret({ account: id, field: 'key' })]
      : []),
    ...(body.proxy === null ? [forgetSecret({ account: id, field: 'proxy' })] : []),
  ];
  const nowMs = core.clock.nowMs();
  const secrets: { field: SecretField; text: string; hint: string }[] = [
    ...(body.key ? [{ field: 'key' as const, text: body.key, hint: keyHint(body.key) }] : []),
    ...(proxy ? [{ field: 'proxy' as const, ...proxy }] : []),
  ];
  if (secrets.length === 0) {
    await changeCatalogue(context, statements);
    return ok(undefined);
  }
  const sealedWith = (sealIt: Sealer) =>
    secrets.map((secret) => keepSecret(sealIt, { ...secret, account: id, nowMs }));
  const kept = await vault.sealing((sealIt) =>
    changeCatalogue(context, [...statements, ...sealedWith(sealIt)]),
  );
  return kept.ok ? ok(undefined) : kept;
}

function rowStatements(
  id: AccountId,
  { name, baseUrl, concurrency, isRemoteTrusted, key, proxy }: EditAccountBody,
): Statement[] {
  const isOther = baseUrl !== undefined || key !== undefined || proxy !== undefined;
  return [
    sql(
      `UPDATE accounts SET name = COALESCE(?2, name), base_url = CASE WHEN ?3 THEN ?4 ELSE base_url END,
         is_remote_trusted = COALESCE(?5, is_remote_trusted), check_job = CASE WHEN ?6 THEN NULL ELSE check_job END
         WHERE id = ?1`,
      id,
      name ?? null,
      baseUrl === undefined ? 0 : 1,
      baseUrl ?? null,
      isRemoteTrusted === undefined ? null : Number(isRemoteTrusted),
      // What an earlier check has shown is not true of another key or another way there.
      isOther ? 1 : 0,
    ),
    // Whoever was refused there waits for nothing else.
    ...(isOther ? [sql('UPDATE account_limits SET not_before = 0 WHERE account = ?', id)] : []),
    ...(typeof concurrency === 'number' ? [limitStatement(id, concurrency)] : []),
    ...(concurrency === null ? [sql('DELETE FROM account_limits WHERE account = ?', id)] : []),
  ];
}

export async function removeAccount(context: CatalogueContext, id: AccountId): Promise<Result<undefined>> {
  const known = await findAccount(context.core.database, id);
  if (!known) return fail({ code: 'account_not_found' });
  const row = await context.core.database.readOne(
    sql('SELECT count(*) AS n FROM models WHERE account = ?', id),
  );
  const models = Number(row?.n ?? 0);
  if (models > 0) return fail({ code: 'account_in_use', models });
  await changeCatalogue(context, [
    sql('DELETE FROM account_limits WHERE account = ?', id),
    sql('DELETE FROM accounts WHERE id = ? AND NOT EXISTS (SELECT 1 FROM models WHERE account = ?)', id, id),
  ]);
  return ok(undefined);
}
