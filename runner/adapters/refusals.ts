import type { Fault } from '#shared/fault.ts';
import { AddressRefusedError } from '../net/safe-fetch.ts';
import { NotSentError } from '../net/send-to.ts';
import { type Failure, UnaskableError } from './adapter.ts';

// What the answers of providers mean for the money, as far as HTTP says it for all of them.

const REASON_MAX_CHARS = 300;
const BUSY_LEAST_S = 1;
const BUSY_MOST_S = 3600;
const BUSY_WITHOUT_A_WORD_S = 15;

export type Refusal = { status: number; headers: Headers; reason: string };

/** What a status that is none of success says. */
export function failureByStatus({ status, headers, reason }: Refusal): Failure {
  switch (status) {
    case 401:
    case 403:
      return refused({ code: 'provider_key_refused' });
    case 402:
      return refused({ code: 'provider_no_money' });
    case 429:
      return busy(headers);
    case 451:
      return refused({ code: 'provider_region_blocked' });
    // It did not wait for us, or is still at it under this very key.
    case 408:
    case 409:
    case 425:
      return openFailure('provider_failed');
    case 503:
      // With a time to come back it says that it did nothing; without one anything may have happened.
      return headers.has('retry-after') ? busy(headers) : openFailure('provider_failed');
  }
  if (status >= 500) return openFailure('provider_failed');
  return refused({ code: 'provider_refused_request', reason });
}

/** Nobody knows whether the work was taken. */
export function openFailure(
  code: 'provider_failed' | 'provider_garbled' | 'provider_timed_out' | 'outcome_unknown',
): Failure {
  return { kind: 'failed', sent: 'maybe', fault: { code }, retry: 'retry' };
}

/** The provider's own word that it did nothing. */
export function refused(fault: Fault, retry: 'never' | 'retry' = 'never'): Failure {
  return { kind: 'failed', sent: 'yes', actual: 0, fault, retry };
}

export function busy(headers: Headers): Failure {
  const retryAfterS = pauseIn(headers);
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

/** No answer came. Only what surely stayed here was not sent. */
export function unanswered(error: unknown): Failure {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof AddressRefusedError) return refusedAddress(at.address);
    if (at instanceof UnaskableError) return unaskable(at.message);
    if (at instanceof NotSentError)
      return { kind: 'failed', sent: 'no', fault: { code: 'provider_unreachable' }, retry: 'retry' };
  }
  return openFailure('provider_timed_out');
}

export function unaskable(reason: string): Failure {
  return { kind: 'failed', sent: 'no', fault: { code: 'provider_refused_request', reason }, retry: 'never' };
}

function refusedAddress(address: string): Failure {
  const origin = URL.canParse(address) ? new URL(address).origin : address.slice(0, REASON_MAX_CHARS);
  return { kind: 'failed', sent: 'no', fault: { code: 'private_address', origin }, retry: 'never' };
}

export function shortReason(said: unknown): string {
  return typeof said === 'string' ? said.slice(0, REASON_MAX_CHARS) : '';
}

function pauseIn(headers: Headers): number {
  const ms = Number(headers.get('retry-after-ms') ?? Number.NaN);
  const said = headers.get('retry-after');
  const named = Number.isFinite(ms) ? ms / 1000 : said === null ? Number.NaN : Number(said);
  const wanted = Number.isNaN(named) && said ? (Date.parse(said) - Date.now()) / 1000 : named;
  if (!Number.isFinite(wanted)) return BUSY_WITHOUT_A_WORD_S;
  return Math.ceil(Math.min(BUSY_MOST_S, Math.max(BUSY_LEAST_S, wanted)));
}
