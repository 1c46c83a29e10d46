import * as z from 'zod/mini';
import { HeaderName, Path, Place, Pointer } from './http-words.ts';
import { Amount } from './price.ts';
import { UploadDefinition } from './upload-definition.ts';

const Words = z.array(z.string()).check(z.maxLength(20));

const FAULTS = [
  'provider_busy',
  'provider_failed',
  'provider_no_money',
  'provider_key_refused',
  'provider_region_blocked',
  'provider_refused_content',
  'provider_refused_request',
] as const;

/** How a provider is asked that no code was written for: a row of the catalogue, read as this. */
export const HttpDefinition = z.object({
  submit: z.object({
    method: z._default(z.enum(['POST', 'PUT']), 'POST'),
    path: Path,
    /** JSON in which a text of nothing but `{param.seconds}` becomes that very value, and is left out without one. */
    body: z.optional(z.unknown()),
    withinS: z._default(z.number().check(z.minimum(1), z.maximum(900)), 120),
  }),
  /** How content is brought there first; without it all of it goes along as an address of itself. */
  upload: z.optional(UploadDefinition),
  /** Content that is longer cannot go along. */
  alongMaxBytes: z._default(z.number().check(z.minimum(1), z.maximum(50 * 1024 ** 2)), 50 * 1024 ** 2),
  /** How the key is shown. */
  key: z.optional(z.object({ header: HeaderName, prefix: z._default(z.string(), '') })),
  /** Fixed words for every request, as a version of the interface. */
  headers: z.optional(z.record(HeaderName, z.string())),
  idempotencyHeader: z.optional(HeaderName),
  /** Without it the answer to the request is the result. An address may stand for the task itself: see `poll.path`. */
  taskId: z.optional(Pointer),
  poll: z.optional(
    z.object({
      /** `{taskId}` alone: the task is named by the address that tells of it. */
      path: z.union([Path, z.literal('{taskId}')]),
      status: Pointer,
      /** Capitals make no difference. */
      done: Words,
      failed: Words,
      progress: z.optional(Pointer),
      progressMax: z._default(z.number(), 1),
      afterMs: z._default(z.number().check(z.minimum(100), z.maximum(600_000)), 5000),
      /** The words of the provider about what went wrong. */
      reason: z.optional(Pointer),
    }),
  ),
  /** Where the result is asked for when the answer that says «done» has none. */
  result: z.optional(Place),
  /** How a task is called off; its end is heard all the same. */
  cancel: z.optional(
    z.object({ method: z._default(z.enum(['POST', 'PUT', 'DELETE']), 'POST'), place: Place }),
  ),
  outputs: z.object({
    /** One, several, or several things that each have one at `url`; the first of these places that has any. */
    files: z.optional(z.union([Pointer, z.array(Pointer).check(z.maxLength(5))])),
    url: z.optional(Pointer),
    /** What stands there: addresses, or the content itself in base64. */
    as: z._default(z.enum(['address', 'base64']), 'address'),
    text: z.optional(Pointer),
    maxBytes: z._default(z.number().check(z.minimum(1), z.maximum(4 * 1024 ** 3)), 1024 ** 3),
  }),
  /** What it really took: a number there, and how many millionths of the currency one is. */
  cost: z.optional(z.object({ at: Pointer, millionths: Amount })),
  lookUp: z.optional(z.object({ path: Path, taskId: Pointer })),
  /** A question that costs nothing, whose answer shows that the key is good. */
  check: z.optional(z.object({ path: Path })),
  /** What its refusals mean, by status and by a word in the answer; the first that fits. */
  refusals: z._default(
    z.array(
      z.object({
        status: z.optional(z.number()),
        at: z.optional(Pointer),
        is: z.optional(z.string()),
        isNot: z.optional(z.string()),
        fault: z.enum(FAULTS),
      }),
    ),
    [],
  ),
  /** So long a task may take before it counts as lost. */
  patienceS: z._default(z.number().check(z.minimum(10), z.maximum(7 * 24 * 3600)), 24 * 3600),
});
export type HttpDefinition = z.infer<typeof HttpDefinition>;

/** Content of a parameter that the request does not name would be left out, and the result paid all the same. */
export function namesParameter({ submit }: HttpDefinition, name: string): boolean {
  return JSON.stringify([submit.path, submit.body ?? null]).includes(`{param.${name}}`);
}
