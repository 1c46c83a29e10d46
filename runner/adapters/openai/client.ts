import type OpenAI from 'openai';
import * as z from 'zod/mini';
import { type Answer, type Assignment, type Failure, UnaskableError } from '../adapter.ts';
import { busy, refused, shortReason } from '../refusals.ts';
import { failureOfSdk, type Said } from '../sdk-failure.ts';

const BASE = 'https://api.openai.com/v1';

/** What its row may say beside the address. */
const OpenAiDefinition = z.object({
  /** Servers that only resemble it know the older of its two ways to write. */
  api: z._default(z.enum(['responses', 'chat']), 'responses'),
  withinS: z._default(z.number().check(z.minimum(1), z.maximum(900)), 600),
});

export function definitionOf({ provider }: Pick<Assignment, 'provider'>) {
  const definition = OpenAiDefinition.safeParse(provider.definition ?? {});
  if (!definition.success) throw new UnaskableError('definition');
  return definition.data;
}

/** The official client without its own retries, and without what the environment would tell it. */
export async function clientOf({ provider, fetch }: Pick<Assignment, 'provider' | 'fetch'>): Promise<OpenAI> {
  const { default: Client } = await import('openai');
  return new Client({
    apiKey: provider.secret ?? 'none',
    baseURL: provider.baseUrl ?? BASE,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: definitionOf({ provider }).withinS * 1000,
    logLevel: 'off',
    fetch,
  });
}

/** One paid request: right before it, whether there is still time for it; after it, what went wrong in our words. */
export async function askOnce(
  assignment: Assignment,
  question: (client: OpenAI) => Promise<Answer>,
): Promise<Answer> {
  const client = await clientOf(assignment);
  assignment.assertInTime();
  try {
    return await question(client);
  } catch (error) {
    return failureOfSdk(error, judge);
  }
}

const ErrorBody = z.object({
  code: z.optional(z.nullable(z.union([z.string(), z.number()]))),
  type: z.optional(z.nullable(z.string())),
  message: z.optional(z.nullable(z.string())),
  /** OpenRouter's reasons of a moderator. */
  metadata: z.optional(z.nullable(z.object({ reasons: z.optional(z.array(z.string())) }))),
});

const NO_MONEY = new Set([
  ...['insufficient_quota', 'credit_balance_exhausted', 'billing_hard_limit_reached', 'billing_not_active'],
  ...[
    'organization_spend_limit_exceeded',
    'project_spend_limit_exceeded',
    'organization_usage_limit_exceeded',
  ],
]);
const CONTENT = new Set(['moderation_blocked', 'content_policy_violation', 'content_filter']);
const OVERLOADED = new Set(['server_is_overloaded', 'slow_down']);

/** Under 429 and 403 it says quite different things. */
export function judge({ status, json, headers, reason }: Said & { headers: Headers }): Failure | undefined {
  const { data: said } = ErrorBody.safeParse(json);
  const code = String(said?.code ?? '');
  if (NO_MONEY.has(code) || NO_MONEY.has(said?.type ?? '')) return refused({ code: 'provider_no_money' });
  if (CONTENT.has(code) || said?.metadata?.reasons)
    return refused({
      code: 'provider_refused_content',
      reason: shortReason(said?.metadata?.reasons?.join(', ')) || reason,
    });
  if (status === 403 && code.startsWith('unsupported_country'))
    return refused({ code: 'provider_region_blocked' });
  return OVERLOADED.has(code) ? busy(headers) : undefined;
}
