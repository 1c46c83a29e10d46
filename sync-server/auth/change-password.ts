import type { ChangePasswordBody } from '#shared/account/people.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { AuthContext } from './auth-context.ts';
import type { Principal } from './principal.ts';
import { setPassword } from './replace-password.ts';
import { findUser } from './store.ts';

/** A user changes his own password. All his other sessions end; this one goes on with the token that is returned. */
export async function changePassword(
  context: AuthContext,
  { user, login, session }: Principal,
  { current, next, address }: ChangePasswordBody & { address: string },
): Promise<Result<{ token: string }>> {
  const { database, passwords, sessions, rateLimiter, log } = context;
  const attempt = rateLimiter.attempt('POST /api/me/password', { address, account: user });
  if (!attempt.ok) return attempt;
  const found = await findUser(database, login);
  if (!(await passwords.verify(current, found?.passwordHash)) || !found) {
    log.warn('password_change_refused', { address, user });
    return fail({ code: 'wrong_password' });
  }
  attempt.value.wasRight();
  const { token, kept } = sessions.replaceSecret(session);
  // Of two changes at once the first one stands: the other was asked for with what is no password any more.
  const instead = found.passwordHash;
  const changed = await setPassword(context, { user: { id: user, login }, password: next, instead, kept });
  return changed.ok ? ok({ token }) : changed;
}
