import * as z from 'zod/mini';
import type { Failure } from './adapter.ts';
import { reasonIn } from './http/ask-provider.ts';
import { failureByStatus, shortReason, unanswered } from './refusals.ts';

/** What the clients of OpenAI and Runway throw when the provider has answered. */
const AnsweredError = z.object({ status: z.number(), headers: z.instanceof(Headers), error: z.unknown() });

export type Said = { status: number; json: unknown; reason: string };

/** The error of a client in our own words; `judge` knows what this provider says in a way of its own. */
export function failureOfSdk(
  error: unknown,
  judge: (said: Said & { headers: Headers }) => Failure | undefined,
): Failure {
  const { data: answered } = AnsweredError.safeParse(error);
  if (!answered) return unanswered(error);
  const { status, headers, error: json } = answered;
  const reason = reasonIn(json) || reasonIn({ error: json }) || shortReason(json);
  return judge({ status, headers, json, reason }) ?? failureByStatus({ status, headers, reason });
}

/** What it was asked of the provider, as far as HTTP told it. */
export function statusOfSdk(error: unknown): number | null {
  return AnsweredError.safeParse(error).data?.status ?? null;
}
