import { z } from 'zod';
import { callServer, json, nothing } from '#lib/call-server.ts';
import { type LoginBody, Me, type SetupBody } from '#shared/account/account.ts';
import type { Result } from '#shared/result.ts';

const SetupAnswer = z.object({ open: z.boolean() });

export function fetchMe(): Promise<Result<Me>> {
  return callServer('/api/me', {}, (body) => Me.parse(body));
}

export function fetchIsSetupOpen(): Promise<Result<boolean>> {
  return callServer('/api/setup', {}, (body) => SetupAnswer.parse(body).open);
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
