import type { ImportedRow, ModelRow, ProviderRow } from '#shared/catalogue/catalogue-row.ts';
import type { ModelId } from '#shared/catalogue/model.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Database } from '../database/database.ts';
import { type Statement, sql } from '../database/sql.ts';
import { forgetKeysOf, forgetSecret } from '../secrets/account-secrets.ts';
import { originOf, uploadOriginOf } from './base-url.ts';
import { type CatalogueContext, changeCatalogue } from './catalogue-context.ts';
import { readRow } from './read-row.ts';
import { listAdapters } from './spoken-kinds.ts';
import { findAccount } from './store.ts';

/** Takes in what a person has pasted, whole or not at all. What stands under the same names is replaced. */
export async function importRow(context: CatalogueContext, json: unknown): Promise<Result<ImportedRow>> {
  const { core, allowedOrigins } = context;
  const read = readRow(json, { allowedOrigins, adapters: await listAdapters(core.database) });
  if (!read.ok) return read;
  return read.value.kind === 'provider'
    ? importProvider(context, read.value.row)
    : importModels(context, read.value.rows);
}

async function importProvider(context: CatalogueContext, row: ProviderRow): Promise<Result<ImportedRow>> {
  const { database } = context.core;
  const { id, models } = row;
  const known = await findAccount(database, id);
  // An account of this name may stand at another provider.
  if (known && known.provider.id !== id) return fail({ code: 'bad_row', at: 'id', why: 'twice' });
  const taken = await findTakenId(database, models, id);
  if (taken) return taken;
  const isMoved = known !== undefined && originOf(known.baseUrl) !== originOf(row.account.baseUrl);
  // That place all accounts of the provider share.
  const isUploadMoved =
    known !== undefined && uploadOriginOf(known.definition) !== uploadOriginOf(row.definition);
  await changeCatalogue(context, [
    ...providerStatements(row),
    ...(isMoved ? [forgetSecret({ account: id, field: 'key' })] : []),
    ...(isUploadMoved ? [forgetKeysOf(id)] : []),
    ...models.map((model) => modelStatement(model, { provider: id, account: id })),
  ]);
  return ok({ provider: id, models: models.map((model) => model.id) });
}

/** A new model of a provider that stands already, at its first account. */
async function importModels(context: CatalogueContext, rows: ModelRow[]): Promise<Result<ImportedRow>> {
  const statements: Statement[] = [];
  const [first] = rows;
  if (!first) return fail({ code: 'bad_row', at: '', why: 'missing' });
  for (const row of rows) {
    const provider = providerIn(row.id);
    const account = await findFirstAccount(context.core.database, provider);
    if (account === undefined) return fail({ code: 'provider_not_found' });
    statements.push(modelStatement(row, { provider, account }));
  }
  await changeCatalogue(context, statements);
  return ok({ provider: providerIn(first.id), models: rows.map(({ id }) => id) });
}

function providerIn(id: ModelId): string {
  return id.slice(0, id.indexOf('/'));
}

async function findFirstAccount(database: Database, provider: string): Promise<string | undefined> {
  const row = await database.readOne(
    sql('SELECT id FROM accounts WHERE provider = ? ORDER BY id <> provider, rowid LIMIT 1', provider),
  );
  return row && String(row.id);
}

async function findTakenId(
  database: Database,
  models: ModelRow[],
  provider: string,
): Promise<{ ok: false; fault: { code: 'bad_row'; at: string; why: 'foreign' } } | undefined> {
  const rows = await database.read(
    sql(
      'SELECT id FROM models WHERE provider <> ? AND id IN (SELECT value FROM json_each(?))',
      provider,
      JSON.stringify(models.map(({ id }) => id)),
    ),
  );
  const [taken] = rows;
  if (!taken) return undefined;
  const place = models.findIndex(({ id }) => id === taken.id);
  return { ok: false, fault: { code: 'bad_row', at: `models/${place}/id`, why: 'foreign' } };
}

function providerStatements({ id, name, adapter, recovery, needsKey, definition, account }: ProviderRow) {
  return [
    sql(
      `INSERT INTO providers (id, name, adapter, recovery, needs_key, definition, position, is_edited)
         VALUES (?, ?, ?, ?, ?, ?, (SELECT COALESCE(max(position), 0) + 1 FROM providers), 1)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, adapter = excluded.adapter, recovery = excluded.recovery,
           needs_key = excluded.needs_key, definition = excluded.definition, is_edited = 1`,
      id,
      name,
      adapter,
      recovery,
      needsKey ? 1 : 0,
      JSON.stringify(definition),
    ),
    sql(
      `INSERT INTO accounts (id, provider, name, base_url) VALUES (?1, ?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, base_url = excluded.base_url`,
      id,
      account.name,
      account.baseUrl,
    ),
    limitStatement(id, account.concurrency),
  ];
}

export function limitStatement(account: string, concurrency: number): Statement {
  return sql(
    `INSERT INTO account_limits (account, concurrency) VALUES (?, ?)
       ON CONFLICT (account) DO UPDATE SET concurrency = excluded.concurrency`,
    account,
    concurrency,
  );
}

function modelStatement(
  { id, name, purpose, schema, price, retiresOn, notice }: ModelRow,
  { provider, account }: { provider: string; account: string },
): Statement {
  return sql(
    `INSERT INTO models (id, provider, account, name, purpose, schema, price, retires_on, notice, position, is_edited)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, (SELECT COALESCE(max(position), 0) + 1 FROM models WHERE provider = ?2), 1)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, purpose = excluded.purpose, schema = excluded.schema,
         price = excluded.price, retires_on = excluded.retires_on, notice = excluded.notice, is_edited = 1`,
    id,
    provider,
    account,
    name,
    purpose,
    JSON.stringify(schema),
    price ? JSON.stringify(price) : null,
    retiresOn,
    notice,
  );
}
