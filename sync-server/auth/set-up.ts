import type { SetupBody } from '#shared/account/account.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { AuthContext } from './auth-context.ts';
import { newUser } from './new-user.ts';
import { findWeakness } from './password-policy.ts';
import type { SignedIn, Visitor } from './sign-in.ts';
import { hasUsers, insertFirstUser } from './store.ts';

/** The code for the setup link, while there is nobody; nothing afterwards. */
export async function openSetup({ database, setupCode }: AuthContext): Promise<string | undefined> {
  return (await hasUsers(database)) ? undefined : setupCode.issue();
}

/** Makes the first account, the admin, for whoever holds the code from the server's terminal. */
export async function setUp(
  context: AuthContext,
  { code, login, password }: SetupBody,
  { address, userAgent }: Visitor,
): Promise<Result<SignedIn>> {
  const { database, setupCode, sessions, rateLimiter, log } = context;
  const attempt = rateLimiter.attempt('POST /api/setup', { address });
  if (!attempt.ok) return attempt;
  if (await hasUsers(database)) return fail({ code: 'setup_closed' });
  if (!setupCode.matches(code)) {
    log.warn('setup_refused', { address });
    return fail({ code: 'wrong_setup_code' });
  }
  attempt.value.wasRight();
  const weakness = await findWeakness(password, login);
  if (weakness) return fail(weakness);
  const user = await newUser(context, { login, password });
  const role = await insertFirstUser(database, user);
  if (!role) return fail({ code: 'setup_closed' });
  setupCode.spend();
  await context.welcomeFirstUser(user.id);
  log.info('set_up', { address, user: user.id });
  return ok({ me: { id: user.id, login, role }, token: await sessions.open(user.id, userAgent) });
}
