import { LOGIN_MAX_CHARS, Login } from '#shared/account/account.ts';
import { cutChars } from '#shared/documents/plain-text.ts';
import type { UserId } from '#shared/ids.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { AuthContext } from './auth-context.ts';
import type { Credentials } from './new-user.ts';
import { findWeakness } from './password-policy.ts';
import { findUser, type NewPassword, updatePassword } from './store.ts';

type Context = Pick<AuthContext, 'database' | 'passwords' | 'sessions' | 'log'>;

/** Another password on the word of who runs the server. Whoever was signed in with the old one no longer is. */
export async function replacePassword(context: Context, typed: Credentials): Promise<Result<undefined>> {
  const login = Login.safeParse(typed.login).data;
  const user = login === undefined ? undefined : await findUser(context.database, login);
  if (!user) return fail({ code: 'user_not_found', login: cutChars(typed.login, LOGIN_MAX_CHARS) });
  return setPassword(context, { user, password: typed.password });
}

type PasswordChange = {
  user: { id: UserId; login: string };
  password: string;
} & Pick<NewPassword, 'instead' | 'kept'>;

/** Changes a password and ends the user's sessions, but for one that is kept under another secret. */
export async function setPassword(
  { database, passwords, sessions, log }: Context,
  { user, password, instead, kept }: PasswordChange,
): Promise<Result<undefined>> {
  const weakness = await findWeakness(password, user.login);
  if (weakness) return fail(weakness);
  const passwordHash = await passwords.hash(password);
  const ended = await updatePassword(database, { user: user.id, passwordHash, instead, kept });
  if (!ended) return fail({ code: 'wrong_password' });
  sessions.tellRevoked(ended);
  log.info('password_changed', { user: user.id });
  return ok(undefined);
}
