import type { HttpDefinition } from '#shared/catalogue/http-definition.ts';
import type { SafeFetch } from '../../net/safe-fetch.ts';
import type { Failure } from '../adapter.ts';
import { busy, failureByStatus, openFailure, refused, shortReason, unanswered } from '../refusals.ts';
import { valueAt } from './template.ts';

const ANSWER_MAX_BYTES = 64 * 1024 ** 2;

export type Asked = { ok: true; json: unknown } | { ok: false; failure: Failure; status: number | null };

type Question = {
  fetch: SafeFetch;
  init: RequestInit;
  withinMs: number;
  signal: AbortSignal;
  refusals: HttpDefinition['refusals'];
};

/** One request and its answer as JSON; what goes wrong is put into our own words. The key goes nowhere else. */
export async function askProvider(
  url: string,
  { fetch, init, withinMs, signal, refusals }: Question,
): Promise<Asked> {
  let response: Response;
  try {
    response = await fetch(url, {
      ...init,
      redirect: 'manual',
      signal,
      withinMs,
      maxBytes: ANSWER_MAX_BYTES,
    });
  } catch (error) {
    return { ok: false, failure: unanswered(error), status: null };
  }
  const { status, headers } = response;
  try {
    const text = await response.text();
    const json = parsed(text);
    const rule = refusals.find((one) => fits(one, { status, json }));
    if (rule) return { ok: false, failure: failureOf(rule, { headers, json }), status };
    const reason = reasonIn(json) || (json === undefined ? '' : shortReason(text));
    if (!response.ok) return { ok: false, failure: failureByStatus({ status, headers, reason }), status };
    if (json !== undefined) return { ok: true, json };
  } catch {
    // Cut off in the middle: its beginning said no, or the work may have been taken.
    if (!response.ok && status < 500)
      return { ok: false, failure: failureByStatus({ status, headers, reason: '' }), status };
  }
  return { ok: false, failure: openFailure('provider_garbled'), status };
}

type Rule = HttpDefinition['refusals'][number];

/** A rule that names neither a status nor a place would call every answer a refusal. */
export function fits({ status, at, is, isNot }: Rule, heard: { status: number; json: unknown }): boolean {
  if (status === undefined && at === undefined) return false;
  if (status !== undefined && status !== heard.status) return false;
  if (at === undefined) return true;
  const value = valueAt(heard.json, at);
  if (value === undefined || value === null) return false;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.includes(is ?? '') && (isNot === undefined || text !== isNot);
}

function failureOf({ fault: code }: Rule, { headers, json }: { headers: Headers; json: unknown }): Failure {
  switch (code) {
    case 'provider_busy':
      return busy(headers);
    case 'provider_refused_content':
    case 'provider_refused_request':
      return refused({ code, reason: reasonIn(json) });
    case 'provider_failed':
      return refused({ code }, 'retry');
    default:
      return refused({ code });
  }
}

/** The usual places of a provider's own words. */
export function reasonIn(json: unknown): string {
  for (const pointer of ['/error/message', '/message', '/detail/0/msg', '/detail', '/error']) {
    const reason = shortReason(valueAt(json, pointer));
    if (reason) return reason;
  }
  return '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
