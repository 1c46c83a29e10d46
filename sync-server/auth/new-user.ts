import { UserId } from '#shared/ids.ts';
import { createUlid } from '#shared/ulid.ts';
import type { AuthContext } from './auth-context.ts';
import type { NewUser } from './store.ts';

export type Credentials = { login: string; password: string };

/** The row of a new user; the login and the password are checked before. */
export async function newUser(
  { passwords, clock, random }: Pick<AuthContext, 'passwords' | 'clock' | 'random'>,
  { login, password }: Credentials,
): Promise<NewUser> {
  const nowMs = clock.nowMs();
  const id = UserId.parse(createUlid({ nowMs: () => nowMs, randomByte: () => random.bytes(1)[0] ?? 0 }));
  return { id, login, passwordHash: await passwords.hash(password), nowMs };
}
