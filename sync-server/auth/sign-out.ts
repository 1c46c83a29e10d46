import type { AuthContext } from './auth-context.ts';

export async function signOut({ sessions, log }: AuthContext, token: string | undefined): Promise<void> {
  const principal = await sessions.validate(token);
  if (!principal) return;
  await sessions.revokeSession(principal.session);
  log.info('signed_out', { user: principal.user });
}
