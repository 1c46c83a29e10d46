import type { Model } from '#shared/catalogue/model.ts';
import type { Fault } from '#shared/fault.ts';
import type { EditWork } from '#shared/jobs/edit-work.ts';
import type { CallId } from '#shared/jobs/job.ts';
import type { GenerateWork } from '#shared/jobs/work.ts';
import type { MadeFile, Order } from '#shared/runner/protocol.ts';
import type { SafeFetch } from '../net/safe-fetch.ts';
import { NotSentError } from '../net/send-to.ts';
import type { Clock } from '../ports.ts';

/** Content that the parameters name, on this machine's disk, and where the provider finds it once it was brought there. */
export type InputFile = Order['inputs'][number] & { path: string; address?: string };

/** A file that came out, in the folder of the work. */
export type Made = Omit<MadeFile, 'sha256'> & { path: string };

export type Assignment = {
  work: GenerateWork;
  /** The remark to a prompt that this answers; `work` holds it put into words for a model. */
  edit?: EditWork;
  model: Model;
  provider: NonNullable<Order['provider']>;
  attempt: number;
  call: CallId;
  /** This very call was sent before, and its answer was lost. */
  isSentAgain: boolean;
  inputs: InputFile[];
  /** Of this work alone; it is cleared away afterwards. */
  folder: string;
  signal: AbortSignal;
  /** The person wants no result any more; what it costs must still be known. */
  wantsCancel: boolean;
  /** The only way out of this machine. */
  fetch: SafeFetch;
  clock: Clock;
  progress: { at(stage: string, progress?: number | null): void; line(text: string): void };
  /** Right before the request goes out: throws `TooLateError` when the time for it has passed. */
  assertInTime(): void;
};

/** Before the call is written down. */
export type Unbegun = Omit<Assignment, 'call' | 'assertInTime'>;

/** What became of a call, or is known of it by now. */
export type Answer =
  | { kind: 'done'; files: Made[]; text?: string; actual?: number }
  | { kind: 'submitted'; taskId: string; pollAfterMs: number }
  | { kind: 'running'; pollAfterMs: number }
  | { kind: 'not_found' }
  | Failure;

export type Failure = {
  kind: 'failed';
  /** `no`: it never went out. `yes`: the provider's own word. `maybe`: nobody knows. */
  sent: 'no' | 'yes' | 'maybe';
  fault: Fault;
  retry: 'snooze' | 'retry' | 'never';
  retryAfterMs?: number;
  holdsAccount?: boolean;
  actual?: number;
};

/** How one kind of provider is spoken to. The retries are the ledger's: an adapter asks once. */
export type Adapter = {
  /** Works on this machine and costs nothing, so it may be broken off anywhere. */
  isLocal: boolean;
  /** Brings content to the provider, which costs nothing, however long it takes: a paid call has little time to be sent. */
  bringInputs?(unbegun: Unbegun): Promise<{ kind: 'brought'; inputs: InputFile[] } | Failure>;
  run(assignment: Assignment): Promise<Answer>;
  poll?(assignment: Assignment, taskId: string): Promise<Answer>;
  lookUp?(assignment: Assignment): Promise<Answer>;
};

export class TooLateError extends Error {}

/** What was wanted cannot even be put into a request: nothing of it has left this machine. */
export class UnaskableError extends NotSentError {}
