import type { JobId, RunnerId } from '#shared/jobs/job.ts';
import { ok, type Result } from '#shared/result.ts';
import type { EventsRequest } from '#shared/runner/protocol.ts';
import { noteProgress } from '../jobs/note-progress.ts';
import { findLentJob, type Spoken } from './lent-job.ts';
import type { RunnerContext } from './runner-context.ts';

const EVERY_MS = 1000;
const PACED_MAX = 1000;

/** Keeps what runners say of their progress to one word a second for each job. */
export class EventPace {
  readonly #toldAtMs = new Map<JobId, number>();

  /** Whether this word may be shown; its lines are kept in any case. */
  take(job: JobId, nowMs: number): boolean {
    if (nowMs - (this.#toldAtMs.get(job) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return false;
    this.#toldAtMs.delete(job);
    this.#toldAtMs.set(job, nowMs);
    for (const oldest of this.#toldAtMs.keys()) {
      if (this.#toldAtMs.size <= PACED_MAX) break;
      this.#toldAtMs.delete(oldest);
    }
    return true;
  }
}

/** Shows where a job stands, and keeps its log; only the word of whoever holds it counts. */
export async function takeEvents(
  { core, pace }: Pick<RunnerContext, 'core' | 'pace'>,
  runner: RunnerId,
  { stage, progress, lines, ...spoken }: Spoken & EventsRequest,
): Promise<Result<undefined>> {
  const lent = await findLentJob(core.jobs, runner, spoken);
  if (!lent.ok) return lent;
  const { job, fence } = lent.value;
  const isShown = (stage !== undefined || progress !== undefined) && pace.take(job.id, core.clock.nowMs());
  if (!isShown && lines === undefined) return ok(undefined);
  return noteProgress(core.jobs, job.id, { fence, lines, ...(isShown ? { stage, progress } : {}) });
}
