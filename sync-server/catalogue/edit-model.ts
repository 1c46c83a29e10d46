import type { ModelId, ProviderId } from '#shared/catalogue/model.ts';
import type { EditModelBody, OrderModelsBody } from '#shared/catalogue/provider-facts.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { sql } from '../database/sql.ts';
import { type CatalogueContext, changeCatalogue } from './catalogue-context.ts';
import { findAccount, findModel } from './store.ts';

const OPEN = "j.state IN ('ready', 'leased', 'waiting', 'needs_human')";

export async function editModel(
  context: CatalogueContext,
  id: ModelId,
  { name, isOn, account, price }: EditModelBody,
): Promise<Result<undefined>> {
  const { database } = context.core;
  const found = await findModel(database, id);
  if (!found) return fail({ code: 'model_not_found', model: id });
  if (account !== undefined) {
    const other = await findAccount(database, account);
    if (other?.provider.id !== found.provider.id) return fail({ code: 'account_not_found' });
  }
  await changeCatalogue(context, [
    sql(
      `UPDATE models SET name = COALESCE(?2, name), is_on = COALESCE(?3, is_on), account = COALESCE(?4, account),
         price = CASE WHEN ?5 THEN ?6 ELSE price END, is_edited = 1 WHERE id = ?1`,
      id,
      name ?? null,
      isOn === undefined ? null : Number(isOn),
      account ?? null,
      price === undefined ? 0 : 1,
      price ? JSON.stringify(price) : null,
    ),
  ]);
  return ok(undefined);
}

/** In which order they are offered; the first that can be used is what a box begins with. Others come after those named. */
export async function orderModels(
  context: CatalogueContext,
  { purpose, models }: OrderModelsBody,
): Promise<Result<undefined>> {
  await changeCatalogue(context, [
    sql('UPDATE models SET place = NULL WHERE purpose = ?', purpose),
    ...models.map((id, place) =>
      sql('UPDATE models SET place = ? WHERE id = ? AND purpose = ?', place, id, purpose),
    ),
  ]);
  return ok(undefined);
}

/** Work that was begun with it must still be told how to end it. */
export async function removeModel(context: CatalogueContext, id: ModelId): Promise<Result<undefined>> {
  const { database } = context.core;
  if (!(await findModel(database, id))) return fail({ code: 'model_not_found', model: id });
  const row = await database.readOne(
    sql(`SELECT count(*) AS n FROM jobs j WHERE ${OPEN} AND json_extract(j.payload, '$.model') = ?`, id),
  );
  if (Number(row?.n) > 0) return fail({ code: 'provider_in_use', jobs: Number(row?.n) });
  await changeCatalogue(context, [sql('DELETE FROM models WHERE id = ?', id)]);
  return ok(undefined);
}

/** With its accounts, their keys and its models. */
export async function removeProvider(context: CatalogueContext, id: ProviderId): Promise<Result<undefined>> {
  const { database } = context.core;
  if (!(await database.readOne(sql('SELECT 1 FROM providers WHERE id = ?', id))))
    return fail({ code: 'provider_not_found' });
  const row = await database.readOne(
    sql(
      `SELECT count(*) AS n FROM jobs j JOIN accounts a ON a.id = j.account WHERE a.provider = ? AND ${OPEN}`,
      id,
    ),
  );
  if (Number(row?.n) > 0) return fail({ code: 'provider_in_use', jobs: Number(row?.n) });
  await changeCatalogue(context, [
    sql('DELETE FROM account_limits WHERE account IN (SELECT id FROM accounts WHERE provider = ?)', id),
    sql('DELETE FROM models WHERE provider = ?', id),
    sql('DELETE FROM accounts WHERE provider = ?', id),
    sql('DELETE FROM providers WHERE id = ?', id),
  ]);
  return ok(undefined);
}
