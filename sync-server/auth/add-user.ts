import { Login, type Me } from '#shared/account/account.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { AuthContext } from './auth-context.ts';
import { type Credentials, newUser } from './new-user.ts';
import { findWeakness } from './password-policy.ts';
import { insertAnyUser } from './store.ts';

export type AddUserContext = Pick<
  AuthContext,
  'database' | 'passwords' | 'clock' | 'random' | 'log' | 'welcomeFirstUser'
>;

/** Adds a user on the word of who runs the server: the first one is the admin. */
export async function addUser(context: AddUserContext, typed: Credentials): Promise<Result<Me>> {
  const login = Login.safeParse(typed.login).data;
  if (login === undefined) return fail({ code: 'bad_input', field: 'login' });
  const weakness = await findWeakness(typed.password, login);
  if (weakness) return fail(weakness);
  const user = await newUser(context, { login, password: typed.password });
  const role = await insertAnyUser(context.database, user);
  if (!role) return fail({ code: 'login_taken' });
  if (role === 'admin') await context.welcomeFirstUser(user.id);
  context.log.info('user_added', { user: user.id, role });
  return ok({ id: user.id, login, role });
}
