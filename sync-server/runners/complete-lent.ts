import type { RunnerId } from '#shared/jobs/job.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { CompleteRequest, MadeFile } from '#shared/runner/protocol.ts';
import { Sha256 } from '../blobs/blob-store.ts';
import { sql } from '../database/sql.ts';
import type { StoredJob } from '../jobs/store.ts';
import type { Spoken } from './lent-job.ts';
import { moveLent } from './move-lent.ts';
import type { RunnerContext } from './runner-context.ts';

/** Takes a result in: the files first, then the job with everything that follows from it. */
export async function completeLent(
  context: RunnerContext,
  runner: RunnerId,
  { call, actual, files, text, ...spoken }: Spoken & CompleteRequest,
): Promise<Result<StoredJob>> {
  const sized = await withSizes(context, runner, files);
  if (!sized.ok) return sized;
  void text;
  return moveLent(context, runner, {
    ...spoken,
    eventOf: (fence) => ({
      kind: 'complete',
      fence,
      ...(call === undefined ? {} : { call }),
      ...(actual === undefined ? {} : { actual }),
    }),
  });
}

export type SizedFile = MadeFile & { sizeBytes: number };

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
