import { Model, Provider } from '#shared/catalogue/model.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, sql } from '../database/sql.ts';

const MODELS = `SELECT m.id, m.provider, m.account, m.name, m.purpose, m.schema, m.price, m.retires_on, m.notice, m.is_on,
    p.adapter, p.name AS provider_name, p.recovery, p.needs_key, p.definition, a.base_url, a.name AS account_name,
    EXISTS (SELECT 1 FROM account_secrets s WHERE s.account = a.id) AS has_secrets,
    p.needs_key = 1 AND NOT EXISTS (
      SELECT 1 FROM account_secrets s WHERE s.account = a.id AND s.field = 'key') AS lacks_key
  FROM models m JOIN providers p ON p.id = m.provider JOIN accounts a ON a.id = m.account`;

/** A model with whom to ask for it, and how. */
export type FoundModel = {
  model: Model;
  provider: Provider;
  accountName: string;
  baseUrl: string | null;
  /** Whether there is anything to be opened for a runner. */
  hasSecrets: boolean;
  /** For the adapter that is told everything by its row. */
  definition: unknown;
};

const MODEL_BY_ID = `${MODELS} WHERE m.id = ?`;

/** By the row, as long as it is remembered. */
const found = new WeakMap<SqlRow, FoundModel>();

export async function findModel(database: Database, id: string): Promise<FoundModel | undefined> {
  const row = await database.recallOne(sql(MODEL_BY_ID, id));
  if (!row) return undefined;
  const known = found.get(row) ?? foundModelOf(row);
  found.set(row, known);
  return known;
}

function foundModelOf(row: SqlRow): FoundModel {
  return {
    model: modelOf(row),
    provider: providerOf({ ...row, id: row.provider ?? null, name: row.provider_name ?? null }),
    accountName: String(row.account_name),
    baseUrl: row.base_url === null ? null : String(row.base_url),
    hasSecrets: row.has_secrets === 1,
    definition: JSON.parse(String(row.definition)),
  };
}

export async function listModels(database: Database): Promise<Model[]> {
  const rows = await database.read(
    sql(`${MODELS} ORDER BY m.place IS NULL, m.place, p.position, m.position, m.id`),
  );
  return rows.map(modelOf);
}

export async function listProviders(database: Database): Promise<Provider[]> {
  const rows = await database.read(
    sql('SELECT id, name, adapter, recovery, needs_key FROM providers ORDER BY position, id'),
  );
  return rows.map(providerOf);
}

/** Rows change seldom and are read with every job: what was parsed is parsed again only when its text is another. */
const parsed = new Map<string, { text: string; model: Model }>();
const PARSED_MAX = 1000;

function modelOf(row: SqlRow): Model {
  const text = JSON.stringify(row);
  const known = parsed.get(String(row.id));
  if (known?.text === text) return known.model;
  const model = parseModel(row);
  if (parsed.size >= PARSED_MAX) parsed.clear();
  parsed.set(model.id, { text, model });
  return model;
}

function parseModel(row: SqlRow): Model {
  return Model.parse({
    id: row.id,
    provider: row.provider,
    account: row.account,
    name: row.name,
    purpose: row.purpose,
    schema: JSON.parse(String(row.schema)),
    price: row.price === null ? null : JSON.parse(String(row.price)),
    retiresOn: row.retires_on,
    ...(row.notice === null ? {} : { notice: row.notice }),
    ...(row.is_on === 1 ? {} : { isOff: true }),
    ...(row.lacks_key === 1 ? { lacksKey: true } : {}),
    isImitation: row.adapter === 'imitation',
  });
}

export type FoundAccount = Omit<FoundModel, 'model'> & { id: string };

/** An account with its provider, whatever models it has. */
export async function findAccount(database: Database, id: string): Promise<FoundAccount | undefined> {
  const row = await database.recallOne(
    sql(
      `SELECT a.id AS account, a.name AS account_name, a.base_url, p.id, p.name, p.adapter, p.recovery, p.needs_key,
         p.definition, EXISTS (SELECT 1 FROM account_secrets s WHERE s.account = a.id) AS has_secrets
         FROM accounts a JOIN providers p ON p.id = a.provider WHERE a.id = ?`,
      id,
    ),
  );
  return (
    row && {
      id: String(row.account),
      provider: providerOf(row),
      accountName: String(row.account_name),
      baseUrl: row.base_url === null ? null : String(row.base_url),
      hasSecrets: row.has_secrets === 1,
      definition: JSON.parse(String(row.definition)),
    }
  );
}

function providerOf({ id, name, adapter, recovery, needs_key }: SqlRow): Provider {
  return Provider.parse({ id, name, adapter, recovery, needsKey: Number(needs_key) === 1 });
}
