import type { JobId } from '#shared/jobs/job.ts';
import type { StoredJob } from './store.ts';

const KEPT_MAX = 1000;

/**
 * Jobs in the hands of runners as they were last written, so that nobody who speaks of one has it read first. What is
 * remembered may be old: it moves a job only where the ledger still stands at its version, and refuses nobody.
 */
export class LentJobs {
  readonly #jobs = new Map<JobId, StoredJob>();

  find(id: JobId): StoredJob | undefined {
    return this.#jobs.get(id);
  }

  /** After each move. */
  note(job: StoredJob): void {
    this.#jobs.delete(job.id);
    if (job.ledger.state !== 'leased') return;
    this.#jobs.set(job.id, job);
    for (const oldest of this.#jobs.keys()) {
      if (this.#jobs.size <= KEPT_MAX) break;
      this.#jobs.delete(oldest);
    }
  }

  forget(id: JobId): void {
    this.#jobs.delete(id);
  }
}
