import type { Fault } from '#shared/fault.ts';
import type { CallId } from '#shared/jobs/job.ts';
import type { CompleteRequest, FailRequest, SubmittedRequest } from '#shared/runner/protocol.ts';
import type { Made } from './adapters/adapter.ts';

/** How the work on a job ended, as far as this runner is concerned. */
export type Outcome =
  | { says: 'complete'; made: Made[]; body: Omit<CompleteRequest, 'fence' | 'files'> }
  | { says: 'submitted'; body: SubmittedRequest }
  | { says: 'fail'; body: Omit<FailRequest, 'fence'> }
  | { says: 'call/still-running'; body: { pollAfterMs: number } }
  | { says: 'call/not-found'; body: { call: CallId } }
  | { says: 'park'; body: { fault: Fault } }
  /** Given back as it is. */
  | { says: 'release' };
