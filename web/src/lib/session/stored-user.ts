import * as z from 'zod/mini';
import { InstanceRole } from '#shared/account/account.ts';
import { UserId } from '#shared/ids.ts';

const KEY = 'raskadr.user';

/**
 * Whose local copy this browser keeps. Its presence means that pages may open without the server. The role is what the
 * server said last: it decides what is offered, never what is allowed.
 */
export const StoredUser = z.object({ id: UserId, login: z.string(), role: z.optional(InstanceRole) });
export type StoredUser = z.infer<typeof StoredUser>;

export function findStoredUser(): StoredUser | undefined {
  try {
    const parsed = StoredUser.safeParse(JSON.parse(localStorage.getItem(KEY) ?? 'null'));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export function storeUser({ id, login, role }: StoredUser): void {
  localStorage.setItem(KEY, JSON.stringify({ id, login, role }));
}

export function forgetUser(): void {
  localStorage.removeItem(KEY);
}

/** Another tab signed in as someone else, or signed out. */
export function onUserChanged(listener: () => void): () => void {
  const heard = (event: StorageEvent) => {
    if (event.key === KEY || event.key === null) listener();
  };
  addEventListener('storage', heard);
  return () => removeEventListener('storage', heard);
}
