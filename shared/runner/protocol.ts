import * as z from 'zod/mini';
import { RenditionName, Sha256Hex } from '../assets/asset-record.ts';
import { MediaKind, Model, ProviderId } from '../catalogue/model.ts';
import { Currency } from '../catalogue/price.ts';
import { Fault } from '../fault.ts';
import { Call, CallId, JobId, Recovery, RunnerId } from '../jobs/job.ts';
import { Work } from '../jobs/work.ts';
import { ContentFacts } from '../media/content-facts.ts';

// What a runner and the server say to each other under `/runner/v1`. Every request but `pair` carries
// `authorization: Bearer <token>`; a refusal is `{fault, message}`, and `job_refused` comes with 409.

export const PROTOCOL = 1;
export const LEASE_MS = 60_000;
export const HEARTBEAT_MS = 15_000;
/** A paid call is sent within this time after it was begun, or not at all. */
export const SEND_WITHIN_MS = 20_000;
export const CLAIM_WAIT_MAX_MS = 25_000;
export const BLOB_MAX_BYTES = 4 * 1024 ** 3;
const RUNNER_NAME_MAX_CHARS = 100;

/** `POST pair`: a one-time code becomes a runner of its own. */
export const PairRequest = z.object({
  code: z.string().check(z.maxLength(100)),
  name: z.string().check(z.trim(), z.maxLength(RUNNER_NAME_MAX_CHARS)),
});
export type PairRequest = z.infer<typeof PairRequest>;
export const PairAnswer = z.object({ runner: RunnerId, token: z.string() });
export type PairAnswer = z.infer<typeof PairAnswer>;

/** Work of one kind never waits for another: so many at once of each. */
export const Slots = z.object({ poll: z.number(), light: z.number(), render: z.number() });
export type Slots = z.infer<typeof Slots>;

/** `POST hello`, at every start: what this runner can do. */
export const HelloRequest = z.object({
  protocol: z.number(),
  version: z.string().check(z.maxLength(50)),
  /** `generate:imitation`, `rendition`… */
  kinds: z.array(z.string().check(z.maxLength(100))).check(z.maxLength(100)),
  slots: Slots,
  /** Programs it found, by name, with their versions; `null` when missing. */
  tools: z.record(z.string(), z.nullable(z.string())),
  /** Jobs whose end it knows and could not tell yet. */
  holds: z.optional(z.array(JobId).check(z.maxLength(10_000))),
});
export type HelloRequest = z.infer<typeof HelloRequest>;
export const HelloAnswer = z.object({ runner: RunnerId, name: z.string() });
export type HelloAnswer = z.infer<typeof HelloAnswer>;

/** `POST claim`: waits for work of these kinds; 204 when none came. Leases of a runner that starts anew come first. */
export const ClaimRequest = z.object({
  kinds: z.array(z.string().check(z.maxLength(100))).check(z.maxLength(100)),
  waitMs: z.number().check(z.int(), z.minimum(0), z.maximum(CLAIM_WAIT_MAX_MS)),
});
export type ClaimRequest = z.infer<typeof ClaimRequest>;

/** A job in the hands of a runner, with all it needs for it. */
export const Order = z.object({
  job: JobId,
  fence: z.number(),
  kind: z.string(),
  step: z.enum(['run', 'send_again', 'look_up', 'poll']),
  attempt: z.number(),
  work: Work,
  /** For `generate`. A provider is there for `check` too. */
  model: z.nullable(Model),
  provider: z.nullable(
    z.object({
      id: ProviderId,
      adapter: z.string(),
      recovery: Recovery,
      baseUrl: z.nullable(z.string()),
      secret: z.nullable(z.string()),
      /** Every request goes by this way, with what stands in it to be let through. */
      proxyUrl: z.optional(z.string()),
      /** For the adapter that is told everything by its row. */
      definition: z.unknown(),
    }),
  ),
  /** The content behind every asset that the parameters name. */
  inputs: z.array(
    z.object({
      asset: z.string(),
      sha256: Sha256Hex,
      kind: MediaKind,
      type: z.string(),
      sizeBytes: z.number(),
    }),
  ),
  openCall: z.nullable(z.pick(Call, { id: true, state: true, taskId: true, sendUntilMs: true })),
  wantsCancel: z.boolean(),
});
export type Order = z.infer<typeof Order>;

const Fenced = z.object({ fence: z.number().check(z.int()) });

/** `POST jobs/:job/heartbeat`. */
export const HeartbeatRequest = Fenced;
export const HeartbeatAnswer = z.object({ wantsCancel: z.boolean(), leaseMs: z.number() });
export type HeartbeatAnswer = z.infer<typeof HeartbeatAnswer>;

/** `POST jobs/:job/events`: where it stands, and lines for its log. At most one a second. */
export const EventsRequest = z.extend(Fenced, {
  stage: z.optional(z.string().check(z.maxLength(200))),
  progress: z.optional(z.nullable(z.number().check(z.minimum(0), z.maximum(1)))),
  lines: z.optional(z.array(z.string().check(z.maxLength(2000))).check(z.maxLength(100))),
});
export type EventsRequest = z.infer<typeof EventsRequest>;

/** `POST jobs/:job/call/begin`: written down before the provider is asked. The price is the ledger's own. */
export const BeginRequest = z.extend(Fenced, { call: CallId });
export type BeginRequest = z.infer<typeof BeginRequest>;
export const BeginAnswer = z.object({ sendWithinMs: z.number() });
export type BeginAnswer = z.infer<typeof BeginAnswer>;

/** `POST jobs/:job/call/submitted`: the provider has it under a name of its own. */
export const SubmittedRequest = z.object({
  call: CallId,
  taskId: z.string().check(z.minLength(1), z.maxLength(500)),
  pollAfterMs: z.number().check(z.minimum(0)),
});
export type SubmittedRequest = z.infer<typeof SubmittedRequest>;

/** `POST jobs/:job/call/still-running`. */
export const StillRunningRequest = z.extend(Fenced, { pollAfterMs: z.number().check(z.minimum(0)) });
/** `POST jobs/:job/call/not-found`. */
export const NotFoundRequest = z.extend(Fenced, { call: CallId });

/** One file that came out, uploaded before. */
export const MadeFile = z.object({
  sha256: Sha256Hex,
  kind: MediaKind,
  type: z.string().check(z.maxLength(100)),
  width: z.nullable(z.number()),
  height: z.nullable(z.number()),
  durationMs: z.nullable(z.number()),
  /** For `rendition`: which one it is. */
  rendition: z.optional(RenditionName),
});
export type MadeFile = z.infer<typeof MadeFile>;

/**
 * `POST jobs/:job/complete`. Every file was uploaded by this very runner before; `content_missing` names the one to upload
 * (once more, after a restored backup) before it is said again. `actual` is
 * in millionths of the price's currency, where the provider says it; `currency` is that currency, for a call that was
 * begun without a price.
 */
export const CompleteRequest = z.extend(Fenced, {
  call: z.optional(CallId),
  actual: z.optional(z.number().check(z.int(), z.nonnegative())),
  currency: z.optional(Currency),
  files: z.array(MadeFile).check(z.maxLength(64)),
  text: z.optional(z.string().check(z.maxLength(200_000))),
  /** For `check`: what stands in the way, when something does. */
  finding: z.optional(Fault),
  /** For `rendition`: what was seen in the content, or why nothing could be. */
  facts: z.optional(ContentFacts),
});
export type CompleteRequest = z.infer<typeof CompleteRequest>;

/** `POST jobs/:job/fail`. */
export const FailRequest = z.extend(Fenced, {
  call: z.optional(CallId),
  /** Whether the call went out: `maybe` when the answer was lost. */
  sent: z.enum(['no', 'yes', 'maybe']),
  actual: z.optional(z.number().check(z.int(), z.nonnegative())),
  currency: z.optional(Currency),
  fault: Fault,
  retry: z.enum(['snooze', 'retry', 'never']),
  retryAfterMs: z.optional(z.number().check(z.minimum(0))),
  /** The provider wants nobody of this account to ask before `retryAfterMs` have passed. */
  holdsAccount: z.optional(z.boolean()),
});
export type FailRequest = z.infer<typeof FailRequest>;

/** `POST jobs/:job/park`: a person must look at it. */
export const ParkRequest = z.extend(Fenced, { fault: Fault });
/** `POST jobs/:job/release`: given back by a runner that stops. */
export const ReleaseRequest = Fenced;

/**
 * `HEAD|PATCH blobs/:sha256`, both answered 204 with `upload-offset`, the bytes that are there. A piece (`upload-offset` where it
 * goes on, `upload-length` of the whole, `content-type: application/octet-stream`) may be the whole; what came of one that was
 * cut off is kept for a day. The last piece is answered when the hash is right and the content on disk: then the offset is the
 * length. `upload_moved_on` says where to go on; after `wrong_hash` and `disk_full` nothing is left and it begins at 0.
 * `GET blobs/:sha256`: an input of a job in the hands of this runner, also in ranges.
 */
export const UPLOAD_OFFSET = 'upload-offset';
export const UPLOAD_LENGTH = 'upload-length';

/** What the pages show of a runner. */
export const RunnerRecord = z.object({
  id: RunnerId,
  name: z.string(),
  isLocal: z.boolean(),
  isPaused: z.boolean(),
  isHere: z.boolean(),
  seenAt: z.nullable(z.number()),
  kinds: z.array(z.string()),
  slots: Slots,
  tools: z.record(z.string(), z.nullable(z.string())),
  busy: z.number(),
});
export type RunnerRecord = z.infer<typeof RunnerRecord>;

export const RunnersAnswer = z.object({ runners: z.array(RunnerRecord) });
export type RunnersAnswer = z.infer<typeof RunnersAnswer>;

/** `PATCH /api/runners/:id`. */
export const EditRunnerBody = z.object({
  name: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(RUNNER_NAME_MAX_CHARS))),
  isPaused: z.optional(z.boolean()),
});
export type EditRunnerBody = z.infer<typeof EditRunnerBody>;

/** `POST /api/runners/codes`: what is typed after `raskadr runner pair`, once. */
export const PairingCode = z.object({ code: z.string(), expiresAt: z.number() });
export type PairingCode = z.infer<typeof PairingCode>;
