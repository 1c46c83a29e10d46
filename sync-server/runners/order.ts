import { listNamedAssets } from '#shared/catalogue/check-params.ts';
import { MediaKind } from '#shared/catalogue/model.ts';
import { openCall, stepOf } from '#shared/jobs/transition.ts';
import { type GenerateWork, Work } from '#shared/jobs/work.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Order } from '#shared/runner/protocol.ts';
import { findModel } from '../catalogue/store.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, sql } from '../database/sql.ts';
import type { StoredJob } from '../jobs/store.ts';

type Input = Order['inputs'][number];
type Needs = Pick<Order, 'model' | 'provider' | 'inputs'>;

/** Everything a runner needs for a job it was lent. */
export async function orderOf(database: Database, job: StoredJob): Promise<Result<Order>> {
  const { id, kind, ledger } = job;
  const work = Work.safeParse(job.payload);
  if (!work.success) return fail({ code: 'bad_input', field: 'payload' });
  const needs = await needsOf(database, work.data);
  if (!needs.ok) return needs;
  const call = openCall(ledger);
  return ok({
    job: id,
    fence: ledger.fence,
    kind,
    step: stepOf(ledger),
    attempt: ledger.attempt,
    work: work.data,
    ...needs.value,
    openCall: call
      ? { id: call.id, state: call.state, taskId: call.taskId, sendUntilMs: call.sendUntilMs }
      : null,
    wantsCancel: ledger.wantsCancel,
  });
}

/** The content that a job is made of; nothing when it cannot be told. */
export async function inputsOf(database: Database, payload: unknown): Promise<Input[]> {
  const work = Work.safeParse(payload);
  const needs = work.success ? await needsOf(database, work.data) : undefined;
  return needs?.ok ? needs.value.inputs : [];
}

function needsOf(database: Database, work: Work): Promise<Result<Needs>> {
  return work.kind === 'generate' ? needsOfModel(database, work) : sourceOf(database, work.sha256);
}

async function needsOfModel(database: Database, work: GenerateWork): Promise<Result<Needs>> {
  const found = await findModel(database, work.model);
  if (!found) return fail({ code: 'model_not_found', model: work.model });
  const { model, provider, baseUrl, definition } = found;
  const { id, adapter, recovery } = provider;
  const named = new Set(listNamedAssets(model.schema, work.params).map(({ asset }) => asset));
  const rows =
    named.size === 0
      ? []
      : await database.read(
          sql(
            `SELECT ${INPUT} FROM assets WHERE project = ? AND id IN (SELECT value FROM json_each(?))`,
            work.project,
            JSON.stringify([...named]),
          ),
        );
  if (rows.length !== named.size) return fail({ code: 'asset_not_found' });
  return ok({
    model,
    // Nothing keeps keys yet: providers that need one come with their settings.
    provider: { id, adapter, recovery, baseUrl, secret: null, definition },
    inputs: rows.map(inputOf),
  });
}

async function sourceOf(database: Database, sha256: string): Promise<Result<Needs>> {
  const row = await database.readOne(sql(`SELECT ${INPUT} FROM assets WHERE sha256 = ? LIMIT 1`, sha256));
  return row
    ? ok({ model: null, provider: null, inputs: [inputOf(row)] })
    : fail({ code: 'asset_not_found' });
}

const INPUT = 'id AS asset, sha256, kind, type, size_bytes';

function inputOf(row: SqlRow): Input {
  return {
    asset: String(row.asset),
    sha256: String(row.sha256),
    kind: MediaKind.parse(row.kind),
    type: String(row.type),
    sizeBytes: Number(row.size_bytes),
  };
}
