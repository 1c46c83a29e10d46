import type { RunnerId } from '#shared/jobs/job.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { CompleteRequest, MadeFile } from '#shared/runner/protocol.ts';
import { Sha256 } from '../blobs/blob-store.ts';
import { sql } from '../database/sql.ts';
import { completeJob } from '../jobs/complete-job.ts';
import type { StoredJob } from '../jobs/store.ts';
import { findLentJob, type Spoken } from './lent-job.ts';
import type { RunnerContext } from './runner-context.ts';

/** Takes a result in: the files were brought before, and everything that follows from it comes with the job's end. */
export async function completeLent(
  context: Pick<RunnerContext, 'core' | 'blobs'>,
  runner: RunnerId,
  { job: id, fence, files, ...made }: Spoken & CompleteRequest,
): Promise<Result<StoredJob>> {
  const lent = await findLentJob(context.core.jobs, runner, { job: id, fence });
  if (!lent.ok) return lent;
  using _held = await context.blobs.hold(files.map(({ sha256 }) => Sha256.parse(sha256)));
  const sized = await withSizes(context, runner, files);
  if (!sized.ok) return sized;
  const { job, fence: own } = lent.value;
  return await completeJob(context.core, id, { ...made, fence: own, files: sized.value }, job);
}

type SizedFile = MadeFile & { sizeBytes: number };

/** Only what this runner has itself brought: who merely knows a hash must not get at content by it. */
async function withSizes(
  { core, blobs }: Pick<RunnerContext, 'core' | 'blobs'>,
  runner: RunnerId,
  files: MadeFile[],
): Promise<Result<SizedFile[]>> {
  const sized: SizedFile[] = [];
  for (const file of files) {
    const { sha256 } = file;
    const row = await core.database.readOne(
      sql('SELECT size_bytes FROM uploads WHERE runner = ? AND sha256 = ?', runner, sha256),
    );
    const blob = row && (await blobs.find(Sha256.parse(sha256)));
    if (!blob) return fail({ code: 'content_missing', sha256 });
    sized.push({ ...file, sizeBytes: blob.sizeBytes });
  }
  return ok(sized);
}
