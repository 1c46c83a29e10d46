import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { parse } from 'hono/utils/cookie';
import { factsOf, type RequestFacts } from '../http/request-facts.ts';
import type { RequestSource } from '../http/request-source.ts';
import { SESSION_MAX_MS } from './sessions.ts';

/** Over https the prefix makes browsers refuse the cookie from other hosts and from plain http. */
const SECURE_NAME = '__Host-rs';
const PLAIN_NAME = 'rs';

export function sessionTokenOf(facts: RequestFacts, source: RequestSource): string | undefined {
  const header = facts.header('cookie');
  const name = source.isHttps(facts) ? SECURE_NAME : PLAIN_NAME;
  return header === undefined ? undefined : parse(header, name)[name];
}

/** The cookie outlives a quiet fortnight: when a session ends is for the server to say. */
export function setSessionCookie(c: Context, source: RequestSource, token: string): void {
  const secure = source.isHttps(factsOf(c));
  setCookie(c, secure ? SECURE_NAME : PLAIN_NAME, token, {
    ...attributes(secure),
    maxAge: SESSION_MAX_MS / 1000,
  });
}

export function clearSessionCookie(c: Context, source: RequestSource): void {
  const secure = source.isHttps(factsOf(c));
  deleteCookie(c, secure ? SECURE_NAME : PLAIN_NAME, attributes(secure));
}

function attributes(secure: boolean) {
  return { path: '/', httpOnly: true, sameSite: 'Lax', secure } as const;
}
