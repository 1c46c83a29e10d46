import { isMediaType } from '#shared/assets/asset-record.ts';
import type { Fault } from '#shared/fault.ts';
import type { FrameWork } from '#shared/jobs/frame-work.ts';
import type { CallId, JobId } from '#shared/jobs/job.ts';
import type { GenerateWork, RenditionWork } from '#shared/jobs/work.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { CompleteRequest, MadeFile } from '#shared/runner/protocol.ts';
import { insertSeen, isRendition, wantRenditions } from '../assets/renditions.ts';
import { insertAssets, type NewAsset } from '../assets/store.ts';
import { type Offer, writeWithHeadliner } from '../assets/write-with-headliner.ts';
import type { Core } from '../core.ts';
import { derivedUlid } from './derived-ulid.ts';
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
  { fence, call, actual, currency, ...made }: Made,
  known?: StoredJob,
): Promise<Result<StoredJob>> {
  const event = {
    kind: 'complete' as const,
    fence,
    ...(call === undefined ? {} : { call }),
    ...(actual === undefined ? {} : { actual }),
    ...(currency === undefined ? {} : { currency }),
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
      const offer = next.wantsCancel || next.state === 'cancelled' ? undefined : headliner;
      const statements = planned.value.write(brought);
      if (!hasMoved(await writeWithHeadliner(context, { statements, offer, user: job.user }))) continue;
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

type JobResult = { brought: Brought; headliner: Offer | undefined };

function resultOf(
  job: StoredJob,
  made: Pick<Made, 'call' | 'files' | 'text' | 'finding' | 'facts'>,
  nowMs: number,
): Result<JobResult> {
  const work = workOf(job);
  // Work that this version does not know keeps nothing but its end.
  if (!work.success) return ok({ brought: {}, headliner: undefined });
  switch (work.data.kind) {
    case 'rendition':
      return renditionResult(work.data, made);
    case 'check':
      return ok({ brought: { answer: findingOf(made.finding) }, headliner: undefined });
    case 'frame':
      return frameResult(job, work.data, { ...made, nowMs });
    case 'edit':
      return editResult(made);
    case 'generate':
      return generateResult(job, work.data, { ...made, nowMs });
  }
}

/** Words alone come of an edit; what is taken of them is a person's choice. */
function editResult({ files, text }: Pick<Made, 'files' | 'text'>): Result<JobResult> {
  if (files.length > 0 || text === undefined) return fail({ code: 'bad_input', field: 'files' });
  return ok({ brought: { answer: text }, headliner: undefined });
}

function findingOf(finding: Fault | undefined): string | undefined {
  return finding && JSON.stringify(finding);
}

function renditionResult(
  { sha256, names }: RenditionWork,
  { files, facts }: Pick<Made, 'files' | 'facts'>,
): Result<JobResult> {
  const renditions = files.flatMap((file) =>
    isRendition(file) && names.includes(file.rendition) ? [{ ...file, name: file.rendition }] : [],
  );
  if (renditions.length < files.length) return fail({ code: 'bad_input', field: 'files' });
  return ok({ brought: { statements: insertSeen(sha256, { renditions, facts }) }, headliner: undefined });
}

function generateResult(
  job: StoredJob,
  work: GenerateWork,
  { call, files, text, nowMs }: Pick<Made, 'call' | 'files' | 'text'> & { nowMs: number },
): Result<JobResult> {
  if (!files.every(isMedia)) return fail({ code: 'bad_input', field: 'files' });
  if (files.length === 0 && text === undefined) return fail({ code: 'bad_input', field: 'files' });
  return ok(broughtFor(job, work, { call, files, text, nowMs }));
}

function frameResult(
  job: StoredJob,
  work: FrameWork,
  { files, nowMs }: Pick<Made, 'files'> & { nowMs: number },
): Result<JobResult> {
  const [file] = files;
  if (files.length !== 1 || file?.kind !== 'image' || !isMedia(file))
    return fail({ code: 'bad_input', field: 'files' });
  return ok(broughtFor(job, { ...work, model: null }, { files, nowMs }));
}

/** What came out of a take, as assets of its shot. */
function broughtFor(
  job: StoredJob,
  {
    project,
    shot,
    take,
    prompt,
    model,
  }: Pick<GenerateWork, 'project' | 'shot' | 'take' | 'prompt'> & { model: NewAsset['model'] },
  {
    call,
    files,
    text,
    nowMs,
  }: Pick<Made, 'files'> & Partial<Pick<Made, 'call' | 'text'>> & { nowMs: number },
): JobResult {
  const assets = files.map(
    (file, position): NewAsset => ({
      id: assetIdOf(job, call, position),
      project,
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
  return {
    brought: {
      answer: text,
      ...(files.length > 0
        ? { statements: [...insertAssets(assets), ...wantRenditions(assets, nowMs)] }
        : {}),
    },
    headliner: first && { project, shot, asset: first.id },
  };
}

/** By the job, its call and the place among the results: a repeat finds it standing, another call's result beside it. */
function assetIdOf({ id, createdAtMs }: StoredJob, call: CallId | undefined, position: number): string {
  return derivedUlid(createdAtMs, `asset ${id} ${call ?? ''} ${position}`);
}

function isMedia({ kind, type }: MadeFile): boolean {
  return isMediaType(kind, type);
}
