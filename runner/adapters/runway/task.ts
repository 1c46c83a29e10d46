import * as z from 'zod/mini';
import type { Assignment, Failure } from '../adapter.ts';
import { priceTaken } from '../paid-in-vain.ts';
import { shortReason } from '../refusals.ts';

/** A credit is a cent. */
const MILLIONTHS_OF_CREDIT = 10_000;

export const RunwayTask = z.object({
  status: z.string(),
  progress: z.optional(z.nullable(z.number())),
  output: z.optional(z.nullable(z.array(z.string()))),
  failure: z.optional(z.nullable(z.string())),
  failureCode: z.optional(z.nullable(z.string())),
  cost: z.optional(z.nullable(z.object({ credits: z.number() }))),
});
export type RunwayTask = z.infer<typeof RunwayTask>;

/** What it says that it took; nothing when the price is in another currency than its own. */
export function actualOf({ model }: Assignment, { cost }: RunwayTask): number | undefined {
  if (!cost || model.price?.currency !== 'USD') return undefined;
  const amount = Math.round(cost.credits * MILLIONTHS_OF_CREDIT);
  return Number.isSafeInteger(amount) && amount >= 0 ? amount : undefined;
}

/** How it ended without a result, or nothing while it goes on. */
export function endOf(assignment: Assignment, task: RunwayTask): Failure | undefined {
  const actual = actualOf(assignment, task);
  const ended = { kind: 'failed', sent: 'yes' } as const;
  if (task.status === 'CANCELLED')
    return {
      ...ended,
      actual: actual ?? priceTaken(assignment),
      fault: { code: 'job_refused', why: 'cancelled' },
      retry: 'never',
    };
  if (task.status !== 'FAILED') return undefined;
  const reason = shortReason(task.failure);
  const code = task.failureCode ?? '';
  // The one refusal that is not paid back.
  if (code.startsWith('SAFETY.INPUT'))
    return {
      ...ended,
      actual: actual ?? priceTaken(assignment),
      fault: { code: 'provider_refused_content', reason },
      retry: 'never',
    };
  const free = { ...ended, actual: actual ?? 0 };
  if (/(^|\.)SAFETY(\.|$)/.test(code))
    return { ...free, fault: { code: 'provider_refused_content', reason }, retry: 'never' };
  // Sent again as it is it would fail again.
  if (code.startsWith('ASSET.INVALID') || code.startsWith('INTERNAL.BAD_OUTPUT'))
    return { ...free, fault: { code: 'provider_refused_request', reason }, retry: 'never' };
  return { ...free, fault: { code: 'provider_failed' }, retry: 'retry' };
}
