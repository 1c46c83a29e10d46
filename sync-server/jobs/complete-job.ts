import { isMediaType } from '#shared/assets/asset-record.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { offerHeadliner } from '#shared/documents/index-doc.ts';
import { readSettings } from '#shared/documents/project-settings.ts';
import type { Fault } from '#shared/fault.ts';
import type { CallId, JobId, Ledger } from '#shared/jobs/job.ts';
import type { GenerateWork, RenditionWork } from '#shared/jobs/work.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { CompleteRequest, MadeFile } from '#shared/runner/protocol.ts';
import { insertRenditions, wantRenditions } from '../assets/renditions.ts';
import { insertAssets, type NewAsset } from '../assets/store.ts';
import type { Core } from '../core.ts';
import { type Statement, sql } from '../database/sql.ts';
import { DamagedDocError } from '../documents/doc-log.ts';
import { derivedUlid } from './derived-ulid.ts';
import { ringFeeds } from './job-context.ts';
import { hasMoved, keptBy, planMove } from './move-job.ts';
import type { Brought, StoredJob } from './store.ts';
import { workOf } from './work-of.ts';

/** What came out. The files are in the blob store already. */
export type Made = Omit<CompleteRequest, 'files'> & { files: (MadeFile & { sizeBytes: number })[] };

export type CompleteContext = Pick<Core, 'jobs' | 'database' | 'rooms' | 'log'>;

/**
 * Takes a result in: its assets, the answer, the job's move, the work that follows and the headliner of an empty shot
 * in one transaction. Ids derive from the job, so that twice is once. A result is kept whatever has become of its
 * shot; only a project that is gone takes its results along.
 */
export async function completeJob(
  context: CompleteContext,
  id: JobId,
  { fence, call, actual, ...made }: Made,
  known?: StoredJob,
): Promise<Result<StoredJob>> {
  const event = {
    kind: 'complete' as const,
    fence,
    ...(call === undefined ? {} : { call }),
    ...(actual === undefined ? {} : { actual }),
  };
  for (let first = known; ; first = undefined) {
    const planned = await planMove(context.jobs, id, { event, known: first });
    if (!planned.ok) return planned;
    const { job, next } = planned.value;
    if (!next) return ok(job);
    const result = resultOf(job, { call, ...made }, context.jobs.nowMs());
    if (!result.ok) return result;
    const { brought, headliner } = result.value;
    try {
      const statements = planned.value.write(brought);
      if (!(await write(context, { job, next, headliner, statements }))) continue;
    } catch (error) {
      const rule = keptBy(error, first);
      if (rule === 'moved_on') continue;
      if (!rule) throw error;
      return fail(rule);
    }
    context.jobs.lent.forget(id);
    const isAllDone = next.state === 'done' && brought.statements === undefined;
    context.jobs.dispatcher.wake(isAllDone ? 'place' : 'due');
    return ok({ ...job, ledger: next, version: job.version + 1 });
  }
}

type JobResult = { brought: Brought; headliner: { work: GenerateWork; asset: string } | undefined };

function resultOf(
  job: StoredJob,
  made: Pick<Made, 'call' | 'files' | 'text' | 'finding'>,
  nowMs: number,
): Result<JobResult> {
  const work = workOf(job);
  // Work that this version does not know keeps nothing but its end.
  if (!work.success) return ok({ brought: {}, headliner: undefined });
  switch (work.data.kind) {
    case 'rendition':
      return renditionResult(work.data, made.files);
    case 'check':
      return ok({ brought: { answer: findingOf(made.finding) }, headliner: undefined });
    case 'generate':
      return generateResult(job, work.data, { ...made, nowMs });
  }
}

function findingOf(finding: Fault | undefined): string | undefined {
  return finding && JSON.stringify(finding);
}

function renditionResult({ sha256, names }: RenditionWork, files: Made['files']): Result<JobResult> {
  const renditions = files.flatMap(({ rendition, ...file }) =>
    rendition && names.includes(rendition) ? [{ ...file, name: rendition }] : [],
  );
  if (renditions.length < files.length || !files.every(isMedia))
    return fail({ code: 'bad_input', field: 'files' });
  return ok({ brought: { statements: insertRenditions(sha256, renditions) }, headliner: undefined });
}

function generateResult(
  job: StoredJob,
  work: GenerateWork,
  { call, files, text, nowMs }: Pick<Made, 'call' | 'files' | 'text'> & { nowMs: number },
): Result<JobResult> {
  if (!files.every(isMedia)) return fail({ code: 'bad_input', field: 'files' });
  if (files.length === 0 && text === undefined) return fail({ code: 'bad_input', field: 'files' });
  const { shot, take, prompt, model } = work;
  const assets = files.map(
    (file, position): NewAsset => ({
      id: assetIdOf(job, call, position),
      project: work.project,
      shot,
      sha256: file.sha256,
      kind: file.kind,
      type: file.type,
      sizeBytes: file.sizeBytes,
      width: file.width,
      height: file.height,
      durationMs: file.durationMs,
      take,
      prompt,
      job: job.id,
      model,
      position,
      createdAt: nowMs,
    }),
  );
  const first = assets.find(({ kind }) => kind !== 'audio');
  return ok({
    brought: {
      answer: text,
      ...(files.length > 0
        ? { statements: [...insertAssets(assets), ...wantRenditions(assets, nowMs)] }
        : {}),
    },
    headliner: first && { work, asset: first.id },
  });
}

/** By the job, its call and the place among the results: a repeat finds it standing, another call's result beside it. */
function assetIdOf({ id, createdAtMs }: StoredJob, call: CallId | undefined, position: number): string {
  return derivedUlid(createdAtMs, `asset ${id} ${call ?? ''} ${position}`);
}

function isMedia({ kind, type }: MadeFile): boolean {
  return isMediaType(kind, type);
}

/** With the document where a headliner is to be offered, else without it: a result is worth more than its place. */
async function write(
  context: CompleteContext,
  {
    job,
    next,
    headliner,
    statements,
  }: { job: StoredJob; next: Ledger; headliner: JobResult['headliner']; statements: Statement[] },
): Promise<boolean> {
  const offer = next.wantsCancel || next.state === 'cancelled' ? undefined : headliner;
  if (offer && (await isInUse(context, job)) && (await offered(context, { job, offer, statements })))
    return true;
  const results = await context.database.write(statements);
  ringFeeds(context.jobs, results);
  return hasMoved(results);
}

/** Whether it is written; not so when the index of the project cannot be read. */
async function offered(
  { rooms, log }: CompleteContext,
  {
    job,
    offer: { work, asset },
    statements,
  }: { job: StoredJob; offer: NonNullable<JobResult['headliner']>; statements: Statement[] },
): Promise<boolean> {
  const { project, shot } = work;
  try {
    await rooms.use(docNameOf({ kind: 'index', project }), (room) =>
      room.change({
        make: (doc) => {
          if (readSettings(doc).firstIsHeadliner) offerHeadliner(doc, shot, asset);
        },
        alongside: statements,
        user: job.user,
      }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof DamagedDocError)) throw error;
    log.warn('headliner_not_offered', { job: job.id, reason: error.message });
    return false;
  }
}

async function isInUse({ database }: CompleteContext, { project }: StoredJob): Promise<boolean> {
  const row = await database.readOne(
    sql('SELECT trashed_at IS NULL AS is_in_use FROM projects WHERE id = ?', project),
  );
  return Number(row?.is_in_use) === 1;
}
