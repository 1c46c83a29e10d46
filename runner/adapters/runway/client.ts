import type RunwayML from '@runwayml/sdk';
import * as z from 'zod/mini';
import { type Assignment, type Failure, UnaskableError } from '../adapter.ts';
import { refused } from '../refusals.ts';
import type { Said } from '../sdk-failure.ts';

const BASE = 'https://api.dev.runwayml.com';
const BUSY_WITHOUT_A_WORD_MS = 15 * 60_000;

/** What its row may say beside the address. */
const RunwayDefinition = z.object({
  withinS: z._default(z.number().check(z.minimum(1), z.maximum(900)), 90),
  /** It wants nobody to ask more often than every five seconds. */
  pollMs: z._default(z.number().check(z.minimum(100), z.maximum(600_000)), 6000),
  patienceS: z._default(z.number().check(z.minimum(10), z.maximum(7 * 24 * 3600)), 24 * 3600),
});

export function definitionOf({ provider }: Pick<Assignment, 'provider'>) {
  const definition = RunwayDefinition.safeParse(provider.definition ?? {});
  if (!definition.success) throw new UnaskableError('definition');
  return definition.data;
}

/** The official client without its own retries: what is paid is never asked twice by anybody but the ledger. */
export async function clientOf({
  provider,
  fetch,
}: Pick<Assignment, 'provider' | 'fetch'>): Promise<RunwayML> {
  const { default: Client } = await import('@runwayml/sdk');
  return new Client({
    apiKey: provider.secret ?? 'none',
    baseURL: provider.baseUrl ?? BASE,
    maxRetries: 0,
    timeout: definitionOf({ provider }).withinS * 1000,
    logLevel: 'off',
    fetch,
  });
}

/** 429 is a limit of the day or of the money there, never of the moment: how many run at once it settles itself. */
export function judge({ status, headers, reason }: Said & { headers: Headers }): Failure | undefined {
  if (/not have enough credits/i.test(reason)) return refused({ code: 'provider_no_money' });
  if (status !== 429 || headers.has('retry-after')) return undefined;
  const retryAfterS = BUSY_WITHOUT_A_WORD_MS / 1000;
  return {
    ...refused({ code: 'provider_busy', retryAfterS }),
    retry: 'snooze',
    retryAfterMs: BUSY_WITHOUT_A_WORD_MS,
    holdsAccount: true,
  };
}
