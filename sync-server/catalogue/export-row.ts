import { CONCURRENCY_MAX, ModelRow, ProviderRow } from '#shared/catalogue/catalogue-row.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, sql } from '../database/sql.ts';

const MODEL = 'SELECT id, name, purpose, schema, price, retires_on, notice FROM models';

/** A provider as one row that another house can take in: without keys, without proxies. */
export async function exportProvider(database: Database, id: string): Promise<Result<ProviderRow>> {
  const row = await database.readOne(sql('SELECT * FROM providers WHERE id = ?', id));
  if (!row) return fail({ code: 'provider_not_found' });
  const account = await database.readOne(
    sql(
      `SELECT a.name, a.base_url, l.concurrency FROM accounts a LEFT JOIN account_limits l ON l.account = a.id
         WHERE a.provider = ? ORDER BY a.id <> a.provider, a.rowid LIMIT 1`,
      id,
    ),
  );
  const models = await database.read(sql(`${MODEL} WHERE provider = ? ORDER BY position, id`, id));
  return ok(
    ProviderRow.parse({
      id: row.id,
      name: row.name,
      adapter: row.adapter,
      recovery: row.recovery,
      needsKey: row.needs_key === 1,
      definition: JSON.parse(String(row.definition)),
      account: {
        name: account?.name ?? row.name,
        baseUrl: account?.base_url ?? null,
        concurrency: concurrencyOf(account),
      },
      models: models.map(modelOf),
    }),
  );
}

export async function exportModel(database: Database, id: string): Promise<Result<ModelRow>> {
  const row = await database.readOne(sql(`${MODEL} WHERE id = ?`, id));
  return row ? ok(modelOf(row)) : fail({ code: 'model_not_found', model: id });
}

function modelOf(row: SqlRow): ModelRow {
  return ModelRow.parse({
    id: row.id,
    name: row.name,
    purpose: row.purpose,
    schema: JSON.parse(String(row.schema)),
    price: row.price === null ? null : JSON.parse(String(row.price)),
    retiresOn: row.retires_on,
    notice: row.notice,
  });
}

/** One that nobody has bounded takes the usual number where it arrives. */
function concurrencyOf(account: SqlRow | undefined): number | undefined {
  const stands = Number(account?.concurrency ?? Number.NaN);
  return stands >= 1 && stands <= CONCURRENCY_MAX ? stands : undefined;
}
