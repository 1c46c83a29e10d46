import * as z from 'zod/mini';
import { callServer, json, nothing } from '#lib/call-server.ts';
import { type LoginBody, Me, type SetupBody } from '#shared/account/account.ts';
import type { Result } from '#shared/result.ts';

/** What a browser that knows nobody learns of the server: whether it waits for its first account, and who is signed in. */
const Welcome = z.object({ open: z.boolean(), me: z.nullable(Me) });
type Welcome = z.infer<typeof Welcome>;

export function fetchMe(): Promise<Result<Me>> {
  return callServer('/api/me', {}, (body) => Me.parse(body));
}

export function fetchWelcome(): Promise<Result<Welcome>> {
  return callServer('/api/setup', {}, (body) => Welcome.parse(body));
}

export function signIn(body: LoginBody): Promise<Result<undefined>> {
  return callServer('/api/auth/login', json('POST', body), nothing);
}

export function setUp(body: SetupBody): Promise<Result<undefined>> {
  return callServer('/api/setup', json('POST', body), nothing);
}

export function signOut(): Promise<Result<undefined>> {
  return callServer('/api/auth/logout', { method: 'POST' }, nothing);
}
