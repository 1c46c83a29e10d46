import { z } from 'zod';
import { type LoginBody, Me, type SetupBody } from '#shared/account/account.ts';
import { type Fault, FaultAnswer } from '#shared/fault.ts';
import { fail, ok, type Result } from '#shared/result.ts';

const TIMEOUT_MS = 15_000;
const SetupAnswer = z.object({ open: z.boolean() });

export function fetchMe(): Promise<Result<Me>> {
  return call('/api/me', {}, (body) => Me.parse(body));
}

export function fetchIsSetupOpen(): Promise<Result<boolean>> {
  return call('/api/setup', {}, (body) => SetupAnswer.parse(body).open);
}

export function signIn(body: LoginBody): Promise<Result<undefined>> {
  return call('/api/auth/login', post(body), nothing);
}

export function setUp(body: SetupBody): Promise<Result<undefined>> {
  return call('/api/setup', post(body), nothing);
}

export function signOut(): Promise<Result<undefined>> {
  return call('/api/auth/logout', { method: 'POST' }, nothing);
}

function nothing(): undefined {
  return undefined;
}

function post(body: unknown): RequestInit {
  return { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

async function call<T>(url: string, init: RequestInit, read: (body: unknown) => T): Promise<Result<T>> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    if (response.ok) return ok(read(text === '' ? undefined : JSON.parse(text)));
    return fail(faultOf(text));
  } catch {
    return fail({ code: 'unreachable' });
  }
}

function faultOf(text: string): Fault {
  try {
    const answer = FaultAnswer.safeParse(JSON.parse(text));
    return answer.success ? answer.data.fault : { code: 'internal' };
  } catch {
    // Something between us and the server answered in its place.
    return { code: 'unreachable' };
  }
}
