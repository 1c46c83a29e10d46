import { listNamedAssets } from '#shared/catalogue/check-params.ts';
import { MediaKind } from '#shared/catalogue/model.ts';
import type { FrameWork } from '#shared/jobs/frame-work.ts';
import { openCall, stepOf } from '#shared/jobs/transition.ts';
import type { CheckWork, GenerateWork, Work } from '#shared/jobs/work.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Order } from '#shared/runner/protocol.ts';
import { type FoundAccount, findAccount, findModel } from '../catalogue/store.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, sql } from '../database/sql.ts';
import type { StoredJob } from '../jobs/store.ts';
import { workOf } from '../jobs/work-of.ts';
import { type OpenedSecrets, openSecrets } from '../secrets/account-secrets.ts';
import type { Vault } from '../secrets/vault.ts';

type Input = Order['inputs'][number];
type Needs = Pick<Order, 'model' | 'inputs'> & { asked: FoundAccount | null };
type Sources = { database: Database; vault: Vault; accounts: Config['accounts'] };

/** Everything a runner needs for a job it was lent. */
export async function orderOf(sources: Sources, job: StoredJob): Promise<Result<Order>> {
  const { database } = sources;
  const { id, kind, ledger } = job;
  const work = workOf(job);
  if (!work.success) return fail({ code: 'bad_input', field: 'payload' });
  const needs = await needsOf(database, work.data);
  if (!needs.ok) return needs;
  const provider = await withSecrets(sources, needs.value);
  if (!provider.ok) return provider;
  const call = openCall(ledger);
  return ok({
    job: id,
    fence: ledger.fence,
    kind,
    step: stepOf(ledger),
    attempt: ledger.attempt,
    work: work.data,
    model: needs.value.model,
    provider: provider.value,
    inputs: needs.value.inputs,
    openCall: call
      ? { id: call.id, state: call.state, taskId: call.taskId, sendUntilMs: call.sendUntilMs }
      : null,
    wantsCancel: ledger.wantsCancel,
  });
}

/** The content that a job is made of; nothing when it cannot be told. */
export async function inputsOf(database: Database, job: { payload: unknown }): Promise<Input[]> {
  const work = workOf(job);
  const needs = work.success ? await needsOf(database, work.data) : undefined;
  return needs?.ok ? needs.value.inputs : [];
}

function needsOf(database: Database, work: Work): Promise<Result<Needs>> {
  switch (work.kind) {
    case 'generate':
      return needsOfModel(database, work);
    case 'edit':
      return needsOfModel(database, { ...work, params: {} });
    case 'rendition':
      return sourceOf(database, work.sha256);
    case 'frame':
      return needsOfFrame(database, work);
    case 'check':
      return needsOfCheck(database, work);
  }
}

async function needsOfCheck(database: Database, { account }: CheckWork): Promise<Result<Needs>> {
  const asked = await findAccount(database, account);
  return asked ? ok({ model: null, inputs: [], asked }) : fail({ code: 'account_not_found' });
}

const NO_SECRETS: OpenedSecrets = { lost: [] };

/** The key goes into the order of whoever does the work, and nowhere else. */
async function withSecrets(
  { database, vault, accounts }: Sources,
  { asked }: Needs,
): Promise<Result<Order['provider']>> {
  if (!asked) return ok(null);
  const { id: account, provider, accountName, baseUrl, hasSecrets, definition } = asked;
  const { key, proxy, lost } = hasSecrets ? await openSecrets(database, vault, account) : NO_SECRETS;
  if (lost.length > 0) return fail({ code: 'key_lost', account: accountName });
  if (provider.needsKey && key === undefined) return fail({ code: 'key_missing', account: accountName });
  const { id, adapter, recovery } = provider;
  return ok({
    ...{ id, adapter, recovery, secret: key ?? null, definition },
    baseUrl: baseUrl ?? accounts.get(account)?.baseUrl ?? null,
    ...(proxy === undefined ? {} : { proxyUrl: proxy }),
  });
}

async function needsOfModel(
  database: Database,
  work: Pick<GenerateWork, 'project' | 'model' | 'params'>,
): Promise<Result<Needs>> {
  const found = await findModel(database, work.model);
  if (!found) return fail({ code: 'model_not_found', model: work.model });
  const { model } = found;
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
    asked: { ...found, id: model.account },
    inputs: rows.map(inputOf),
  });
}

async function needsOfFrame(database: Database, { project, source }: FrameWork): Promise<Result<Needs>> {
  const row = await database.readOne(
    sql(`SELECT ${INPUT} FROM assets WHERE project = ? AND id = ?`, project, source),
  );
  return row ? ok({ model: null, asked: null, inputs: [inputOf(row)] }) : fail({ code: 'asset_not_found' });
}

async function sourceOf(database: Database, sha256: string): Promise<Result<Needs>> {
  const row = await database.readOne(sql(`SELECT ${INPUT} FROM assets WHERE sha256 = ? LIMIT 1`, sha256));
  return row ? ok({ model: null, asked: null, inputs: [inputOf(row)] }) : fail({ code: 'asset_not_found' });
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
