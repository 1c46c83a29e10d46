import * as z from 'zod/mini';

/** One row of a record feed; the row with the same `(kind, id)` and a higher `seq` replaces it. */
export const FeedRow = z.object({
  seq: z.number().check(z.int()),
  kind: z.string(),
  id: z.string(),
  /** `null` says that the record is gone. */
  value: z.nullable(z.unknown()),
});
export type FeedRow = z.infer<typeof FeedRow>;

export const FeedAnswer = z.object({
  epoch: z.string(),
  seq: z.number().check(z.int()),
  more: z.boolean(),
  rows: z.array(FeedRow),
});
export type FeedAnswer = z.infer<typeof FeedAnswer>;
