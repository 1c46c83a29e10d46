import * as z from 'zod/mini';
import { Amount, Currency } from '../catalogue/price.ts';
import { Fault } from '../fault.ts';
import { Ulid } from '../ulid.ts';

export const JobId = Ulid.brand('JobId');
export type JobId = z.infer<typeof JobId>;

export const CallId = Ulid.brand('CallId');
export type CallId = z.infer<typeof CallId>;

export const RunnerId = Ulid.brand('RunnerId');
export type RunnerId = z.infer<typeof RunnerId>;

export const JobState = z.enum(['ready', 'leased', 'waiting', 'needs_human', 'done', 'dead', 'cancelled']);

/** A call is written down before it is made; `unknown` means that the money may be gone and nobody knows. */
const CallState = z.enum(['intent', 'submitted', 'succeeded', 'failed', 'unknown', 'abandoned']);

/**
 * How the fate of a call can be learned when its answer was lost: by sending it again under the same key, by
 * looking it up at the provider, or not at all.
 */
export const Recovery = z.enum(['key', 'lookup', 'none']);
export type Recovery = z.infer<typeof Recovery>;

const Day = z.iso.date();

/** One paid call of a job. */
export const Call = z.object({
  id: CallId,
  /** The fence under which it was begun. */
  fence: z.number().check(z.int()),
  state: CallState,
  recovery: Recovery,
  /** The provider's name for the work, as soon as it is known. */
  taskId: z.nullable(z.string()),
  /** Its answer was lost once: that a later sending did not go out says nothing of the first. */
  wasUnknown: z.boolean(),
  /** Nobody sends it later than this; a look-up before it would prove nothing. */
  sendUntilMs: z.number(),
  /** The same of its first sending: how old its key may be at the provider. */
  firstSendUntilMs: z.optional(z.number()),
  /** The price's own currency; nothing is ever converted. */
  currency: Currency,
  /** The day, by the server's clock, whose budget it was begun under. */
  day: Day,
  reserved: Amount,
  actual: z.nullable(Amount),
});
export type Call = z.infer<typeof Call>;

/** What the ledger knows of one job, as far as its life is concerned. */
export const Ledger = z.object({
  state: JobState,
  /** Grows with every claim; a writer with an older one has lost the job. */
  fence: z.number().check(z.int()),
  runner: z.nullable(RunnerId),
  leaseUntilMs: z.nullable(z.number()),
  runAtMs: z.number(),
  attempt: z.number().check(z.int()),
  maxAttempts: z.number().check(z.int()),
  wantsCancel: z.boolean(),
  /** Why it waits for a person, or why it is dead. */
  fault: z.nullable(Fault),
  calls: z.array(Call),
});
export type Ledger = z.infer<typeof Ledger>;
