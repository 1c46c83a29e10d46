import type { Model } from '#shared/catalogue/model.ts';
import type { Fault } from '#shared/fault.ts';
import type { CallId } from '#shared/jobs/job.ts';
import type { GenerateWork } from '#shared/jobs/work.ts';
import type { MadeFile, Order } from '#shared/runner/protocol.ts';
import type { Clock } from '../ports.ts';

/** Content that the parameters name, on this machine's disk. */
export type InputFile = Order['inputs'][number] & { path: string };

/** A file that came out, in the folder of the work. */
export type Made = Omit<MadeFile, 'sha256'> & { path: string };

export type Assignment = {
  work: GenerateWork;
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
  clock: Clock;
  progress: { at(stage: string, progress?: number | null): void; line(text: string): void };
  /** Right before the request goes out: throws `TooLateError` when the time for it has passed. */
  assertInTime(): void;
};

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
  run(assignment: Assignment): Promise<Answer>;
  poll?(assignment: Assignment, taskId: string): Promise<Answer>;
  lookUp?(assignment: Assignment): Promise<Answer>;
};

export class TooLateError extends Error {}
