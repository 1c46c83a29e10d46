import { Hono } from 'hono';
import type { StorageAnswer } from '#shared/account/storage.ts';
import { adminsOnly } from '../auth/admins-only.ts';
import type { SignedInEnv } from '../auth/signed-in.ts';

type Ports = { dataDir: string; freeBytes: () => number | undefined };

/** Where the data of everybody lives: for those who look after the machine, and for nobody else. */
export function storageRoutes({ dataDir, freeBytes }: Ports) {
  return new Hono<SignedInEnv>().get('/api/storage', adminsOnly, (c) =>
    c.json({ folder: dataDir, freeBytes: freeBytes() ?? null } satisfies StorageAnswer, 200),
  );
}
