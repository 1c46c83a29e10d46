import * as z from 'zod/mini';
import { Fault } from '../fault.ts';

const SIDE_MAX = 1_000_000;
export const DURATION_MAX_MS = 7 * 24 * 60 * 60 * 1000;
export const COLOURS_MAX = 5;

const Side = z.nullable(z.number().check(z.int(), z.positive(), z.maximum(SIDE_MAX)));

/** What a runner has seen in content; `fault` says why nothing could be seen. */
export const ContentFacts = z.object({
  width: Side,
  height: Side,
  durationMs: z.nullable(z.number().check(z.int(), z.nonnegative(), z.maximum(DURATION_MAX_MS))),
  /** What most of it is painted with, the most first. */
  colours: z.array(z.string().check(z.regex(/^#[0-9a-f]{6}$/))).check(z.maxLength(COLOURS_MAX)),
  /** Sixteen hex digits, alike where pictures are alike. */
  likeness: z.nullable(z.string().check(z.regex(/^[0-9a-f]{16}$/))),
  fault: z.nullable(Fault),
});
export type ContentFacts = z.infer<typeof ContentFacts>;

export const UNSEEN: ContentFacts = {
  width: null,
  height: null,
  durationMs: null,
  colours: [],
  likeness: null,
  fault: null,
};

/** What a file says of its length, if that can be true. */
export function credibleDurationMs(seconds: number): number | null {
  const ms = Math.round(seconds * 1000);
  return Number.isFinite(ms) && ms >= 0 && ms <= DURATION_MAX_MS ? ms : null;
}
