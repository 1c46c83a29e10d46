import { findBadParameter, listNamedAssets, withDefaults } from '#shared/catalogue/check-params.ts';
import type { Model, ModelSchema } from '#shared/catalogue/model.ts';
import type { Price } from '#shared/catalogue/price.ts';
import { priceOf } from '#shared/catalogue/price-of.ts';
import type { Fault } from '#shared/fault.ts';
import type { ProjectId, UserId } from '#shared/ids.ts';
import type { EditWork } from '#shared/jobs/edit-work.ts';
import { type GenerateWork, PRIORITIES } from '#shared/jobs/work.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { askedOf } from '#shared/smart-edit/edit-request.ts';
import type { Mutation } from '#shared/sync/mutation.ts';
import { findModel } from '../catalogue/store.ts';
import type { Database } from '../database/database.ts';
import { type Statement, sql } from '../database/sql.ts';
import { findBudgetRefusal } from './find-budget-refusal.ts';
import type { JobContext } from './job-context.ts';
import { serverDay } from './server-day.ts';
import { insertJob } from './store.ts';

const MAX_ATTEMPTS = 3;

/** A new job of a person: what he asks for can be made, costs what he saw and stands within the budget. */
export async function createJobStatements(
  { database, nowMs }: JobContext,
  { project, job, work, priority, agreed, acceptsUnknownPrice }: Extract<Mutation, { kind: 'job.create' }>,
  user: UserId,
): Promise<Result<Statement[]>> {
  if (work.project !== project) return fail({ code: 'bad_input', field: 'work' });
  const now = nowMs();
  const found = await findModel(database, work.model);
  if (!found) return fail({ code: 'model_not_found', model: work.model });
  const { model, provider } = found;
  if (model.isOff) return fail({ code: 'model_off', model: model.name });
  if (model.retiresOn !== null && model.retiresOn <= serverDay(now))
    return fail({ code: 'model_retired', model: model.name, on: model.retiresOn });
  if (model.lacksKey) return fail({ code: 'key_missing', account: found.accountName });
  if (work.kind === 'edit' && model.purpose !== 'text') return fail({ code: 'bad_input', field: 'model' });
  const { schema, ...asked } = fullyAsked(work, model);
  const badParameter = findBadParameter(schema, asked);
  if (badParameter !== undefined) return fail({ code: 'bad_parameter', parameter: badParameter });
  const missing = await findForeignAsset(database, { project, schema, params: asked.params });
  if (missing) return fail(missing);
  const price = priceOf(model.price, schema, asked);
  const refusal =
    priceRefusal(price, { agreed, acceptsUnknownPrice }) ??
    (await findBudgetRefusal(database, { project, price, day: serverDay(now) }));
  if (refusal) return fail(refusal);
  return ok(
    insertJob(
      {
        id: job,
        kind: `${work.kind}:${provider.adapter}`,
        project,
        user,
        account: model.account,
        dedupeKey: null,
        payload: work.kind === 'edit' ? work : { ...work, params: asked.params },
        priority: PRIORITIES[priority],
        maxAttempts: MAX_ATTEMPTS,
        runAtMs: now,
        shot: work.shot,
        price,
      },
      now,
    ),
  );
}

/** What the model is asked for, with what it takes where nothing was said. */
function fullyAsked(work: GenerateWork | EditWork, of: Model) {
  const { model, text, params } = askedOf(work, of);
  return { schema: model.schema, text, params: withDefaults(model.schema, params) };
}

/** Nothing is paid that a person has not seen. */
function priceRefusal(
  price: Price | null,
  { agreed, acceptsUnknownPrice }: { agreed: Price | null; acceptsUnknownPrice?: boolean | undefined },
): Fault | undefined {
  if (price === null) {
    if (agreed !== null) return { code: 'price_changed' };
    return acceptsUnknownPrice ? undefined : { code: 'price_unknown' };
  }
  const isSame = agreed?.amount === price.amount && agreed.currency === price.currency;
  return isSame ? undefined : { code: 'price_changed' };
}

/** Parameters may name what lies in this project and fits the place, and nothing else. */
async function findForeignAsset(
  database: Database,
  { project, schema, params }: { project: ProjectId; schema: ModelSchema; params: Record<string, unknown> },
): Promise<Fault | undefined> {
  const named = listNamedAssets(schema, params);
  if (named.length === 0) return undefined;
  const rows = await database.read(
    sql(
      'SELECT id, kind FROM assets WHERE project = ? AND id IN (SELECT value FROM json_each(?))',
      project,
      JSON.stringify(named.map(({ asset }) => asset)),
    ),
  );
  const kindOf = new Map(rows.map((row) => [String(row.id), row.kind]));
  for (const { parameter, asset, kind } of named) {
    if (!kindOf.has(asset)) return { code: 'asset_not_found' };
    if (kindOf.get(asset) !== kind) return { code: 'bad_parameter', parameter };
  }
  return undefined;
}
