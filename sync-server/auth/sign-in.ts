import { Login, type LoginBody, type Me } from '#shared/account/account.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { AuthContext } from './auth-context.ts';
import { findUser } from './store.ts';

export type Visitor = { address: string; userAgent: string; token: string | undefined };
export type SignedIn = { me: Me; token: string };

/** Answers a wrong password and an unknown or disabled login with the same words after the same work. */
export async function signIn(
  context: AuthContext,
  { login: typed, password }: LoginBody,
  { address, userAgent, token: earlierToken }: Visitor,
): Promise<Result<SignedIn>> {
  const { database, passwords, sessions, rateLimiter, log } = context;
  const login = Login.safeParse(typed).data;
  const attempt = rateLimiter.attempt('POST /api/auth/login', { address, account: login ?? '' });
  if (!attempt.ok) {
    log.warn('sign_in_limited', { address });
    return attempt;
  }
  const found = login === undefined ? undefined : await findUser(database, login);
  const user = found?.disabledAt === null ? found : undefined;
  if (!(await passwords.verify(password, user?.passwordHash)) || !user) {
    // The login is left out: people type passwords into that field.
    log.warn('sign_in_refused', { address, user: found?.id });
    return fail({ code: 'wrong_login' });
  }
  const token = await sessions.openBy(user.passwordHash, user.id, userAgent);
  if (token === undefined) return fail({ code: 'wrong_login' });
  attempt.value.wasRight();
  // A token that was known before the login must not become worth more by it.
  const earlier = await sessions.validate(earlierToken);
  if (earlier) await sessions.revokeSession(earlier.session);
  log.info('signed_in', { address, user: user.id });
  return ok({ me: { id: user.id, login: user.login, role: user.role }, token });
}
