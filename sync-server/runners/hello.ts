import { JobId, type RunnerId } from '#shared/jobs/job.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { type HelloAnswer, type HelloRequest, PROTOCOL } from '#shared/runner/protocol.ts';
import { moveJob } from '../jobs/move-job.ts';
import type { RunnerContext } from './runner-context.ts';
import { findRunner, introduceStatement, listJobsHeldBy } from './store.ts';

/** A runner that starts. What it held before and knows nothing of is nobody's now, without waiting for the end of the lease. */
export async function sayHello(
  context: Pick<RunnerContext, 'core'>,
  runner: RunnerId,
  said: HelloRequest,
): Promise<Result<HelloAnswer>> {
  const { database, clock, log } = context.core;
  if (said.protocol !== PROTOCOL) return fail({ code: 'runner_protocol', server: PROTOCOL });
  const known = await findRunner(database, runner);
  if (!known) return fail({ code: 'runner_unknown' });
  await endLeasesOf(context, runner, said.holds);
  await database.write([introduceStatement(runner, said, clock.nowMs())]);
  log.info('runner_hello', { runner, version: said.version, kinds: said.kinds.length });
  return ok({ runner, name: known.name });
}

/** As if the time of every lease were over: the attempts are used up, for nobody knows what the process died of. */
export async function endLeasesOf(
  { core }: Pick<RunnerContext, 'core'>,
  runner: RunnerId,
  except: readonly JobId[] = [],
): Promise<void> {
  const kept = new Set<string>(except);
  for (const id of await listJobsHeldBy(core.database, runner)) {
    if (kept.has(id)) continue;
    const event = { kind: 'expire', nowMs: core.clock.nowMs(), gone: runner } as const;
    await moveJob(core.jobs, JobId.parse(id), { event });
  }
}
