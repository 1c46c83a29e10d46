import * as z from 'zod/mini';
import type { Fault } from '../fault.ts';
import type { CallId, Recovery, RunnerId } from './job.ts';

/** Everything that can happen to a job. Times are the server's. */
export type JobEvent =
  | { kind: 'claim'; runner: RunnerId; nowMs: number; leaseMs: number }
  | { kind: 'heartbeat'; fence: number; nowMs: number; leaseMs: number }
  /** Written before the provider is asked. */
  | {
      kind: 'begin';
      fence: number;
      call: CallId;
      recovery: Recovery;
      price: { amount: number; currency: string };
      day: string;
      sendUntilMs: number;
    }
  /** The provider has taken the work under a name of its own. */
  | { kind: 'submitted'; call: CallId; taskId: string; pollAtMs: number }
  | { kind: 'still_running'; fence: number; pollAtMs: number }
  /** The look-up found nothing, after the last moment at which it could have been sent. */
  | { kind: 'not_found'; fence: number; call: CallId; nowMs: number }
  | { kind: 'complete'; fence: number; call?: CallId; actual?: number; currency?: string }
  | {
      kind: 'fail';
      fence: number;
      call?: CallId;
      /** The fence of the sending that this tells of, where the teller has lost its own since. */
      sentUnder?: number;
      /** Whether the call went out: `maybe` when the answer was lost. */
      sent: 'no' | 'yes' | 'maybe';
      actual?: number;
      /** Of `actual`, for a call that nobody knew the price of. */
      currency?: string;
      fault: Fault;
      retry: 'snooze' | 'retry' | 'never';
      runAtMs: number;
    }
  | { kind: 'park'; fence: number; fault: Fault }
  | { kind: 'release'; fence: number; nowMs: number }
  /** `gone` has begun anew: what it held is nobody's, whenever its lease would have ended. */
  | { kind: 'expire'; nowMs: number; gone?: RunnerId }
  /** The ledger is that of a backup: what has happened since, nobody knows. */
  | { kind: 'restored'; isPaid: boolean; nowMs: number }
  | { kind: 'cancel' }
  | { kind: 'decide'; choice: Decision; nowMs: number }
  | { kind: 'retry'; nowMs: number };

/** What a person says to a job that waits for him. */
export const Decision = z.discriminatedUnion('is', [
  z.object({ is: z.literal('look_up') }),
  z.object({ is: z.literal('found'), taskId: z.string().check(z.minLength(1), z.maxLength(500)) }),
  z.object({ is: z.literal('assume_lost') }),
  z.object({ is: z.literal('retry_paid') }),
  z.object({ is: z.literal('go_on') }),
  z.object({ is: z.literal('give_up') }),
]);
export type Decision = z.infer<typeof Decision>;

export type RefusedEvent = Exclude<Extract<Fault, { code: 'job_refused' }>['why'], 'gate_full'>;

/** What the claimer of a job has to do first. */
export type Step = 'run' | 'send_again' | 'look_up' | 'poll';
