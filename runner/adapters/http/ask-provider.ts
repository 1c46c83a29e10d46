import type { HttpDefinition } from '#shared/catalogue/http-definition.ts';
import type { Fault } from '#shared/fault.ts';
import type { Failure } from '../adapter.ts';
import { valueAt } from './template.ts';

const ANSWER_MAX_BYTES = 64 * 1024 ** 2;
const REASON_MAX_CHARS = 300;
const BUSY_LEAST_S = 1;
const BUSY_MOST_S = 3600;
const BUSY_WITHOUT_A_WORD_S = 15;

/** Errors of a connection that never came about: nothing has left this machine. */
const NEVER_LEFT = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'ERR_INVALID_URL', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ...['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID'],
]);

export type Asked = { ok: true; json: unknown } | { ok: false; failure: Failure; status: number | null };

/** One request and its answer as JSON; what goes wrong is put into our own words. The key goes nowhere else. */
export async function askProvider(
  url: string,
  {
    init,
    withinMs,
    signal,
    definition,
  }: { init: RequestInit; withinMs: number; signal: AbortSignal; definition: HttpDefinition },
): Promise<Asked> {
  let response: Response;
  try {
    response = await fetch(url, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(withinMs)]),
    });
  } catch (error) {
    return { ok: false, failure: unanswered(error), status: null };
  }
  const { status } = response;
  try {
    const text = await readText(response);
    const json = parsed(text);
    const refusal = refusalOf(definition, { status, json });
    if (refusal) return { ok: false, failure: failureOf(refusal, { response, json }), status };
    if (!response.ok) return { ok: false, failure: failureByStatus(response, { text, json }), status };
    if (json !== undefined) return { ok: true, json };
  } catch {
    // Cut off in the middle: its beginning said no, or the work may have been taken.
    if (!response.ok && status < 500)
      return { ok: false, failure: failureByStatus(response, { text: '', json: undefined }), status };
  }
  return {
    ok: false,
    failure: { kind: 'failed', sent: 'maybe', fault: { code: 'provider_garbled' }, retry: 'retry' },
    status,
  };
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > ANSWER_MAX_BYTES) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

type Rule = HttpDefinition['refusals'][number];

function refusalOf(
  { refusals }: HttpDefinition,
  { status, json }: { status: number; json: unknown },
): Rule | undefined {
  return refusals.find(
    (rule) =>
      (rule.status === undefined || rule.status === status) &&
      (rule.at === undefined || String(valueAt(json, rule.at) ?? '').includes(rule.is ?? '')) &&
      (rule.at === undefined || valueAt(json, rule.at) !== undefined) &&
      // A rule of neither would call every answer a refusal.
      (rule.status !== undefined || rule.at !== undefined),
  );
}

function failureOf(
  { fault: code }: Rule,
  { response, json }: { response: Response; json: unknown },
): Failure {
  const reason = reasonIn(json);
  switch (code) {
    case 'provider_busy':
      return busy(response);
    case 'provider_refused_content':
    case 'provider_refused_request':
      return refused({ code, reason });
    case 'provider_failed':
      return refused({ code }, 'retry');
    default:
      return refused({ code });
  }
}

function failureByStatus(response: Response, { text, json }: { text: string; json: unknown }): Failure {
  const { status } = response;
  switch (status) {
    case 401:
    case 403:
      return refused({ code: 'provider_key_refused' });
    case 402:
      return refused({ code: 'provider_no_money' });
    case 429:
      return busy(response);
    case 451:
      return refused({ code: 'provider_region_blocked' });
    // It did not wait for us, or is still at it under this very key.
    case 408:
    case 409:
    case 425:
      return { kind: 'failed', sent: 'maybe', fault: { code: 'provider_failed' }, retry: 'retry' };
    case 503:
      // With a time to come back it says that it did nothing; without one anything may have happened.
      if (response.headers.has('retry-after')) return busy(response);
      return { kind: 'failed', sent: 'maybe', fault: { code: 'provider_failed' }, retry: 'retry' };
  }
  if (status >= 500)
    return { kind: 'failed', sent: 'maybe', fault: { code: 'provider_failed' }, retry: 'retry' };
  const reason = reasonIn(json) || (json === undefined ? '' : text.slice(0, REASON_MAX_CHARS));
  return refused({ code: 'provider_refused_request', reason });
}

function busy(response: Response): Failure {
  const retryAfterS = secondsOf(response.headers.get('retry-after'));
  return {
    kind: 'failed',
    sent: 'yes',
    actual: 0,
    fault: { code: 'provider_busy', retryAfterS },
    retry: 'snooze',
    retryAfterMs: retryAfterS * 1000,
    holdsAccount: true,
  };
}

function secondsOf(header: string | null): number {
  const named = header === null ? Number.NaN : Number(header);
  const wanted = Number.isNaN(named) && header ? (Date.parse(header) - Date.now()) / 1000 : named;
  if (!Number.isFinite(wanted)) return BUSY_WITHOUT_A_WORD_S;
  return Math.ceil(Math.min(BUSY_MOST_S, Math.max(BUSY_LEAST_S, wanted)));
}

function refused(fault: Fault, retry: 'never' | 'retry' = 'never'): Failure {
  return { kind: 'failed', sent: 'yes', actual: 0, fault, retry };
}

function unanswered(error: unknown): Failure {
  const code = codeOf(error);
  if (code !== undefined && NEVER_LEFT.has(code))
    return { kind: 'failed', sent: 'no', fault: { code: 'provider_unreachable' }, retry: 'retry' };
  return { kind: 'failed', sent: 'maybe', fault: { code: 'provider_timed_out' }, retry: 'retry' };
}

function codeOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    // Errors of the system and of the client carry a code, which the type of Error does not name.
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === 'string') return code;
    // Ports that are other protocols' own: the client says so without a code.
    if (at.message === 'bad port') return 'ERR_INVALID_URL';
  }
  return undefined;
}

/** The usual places of a provider's own words. */
function reasonIn(json: unknown): string {
  for (const pointer of ['/error/message', '/message', '/detail', '/error']) {
    const value = valueAt(json, pointer);
    if (typeof value === 'string') return value.slice(0, REASON_MAX_CHARS);
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
