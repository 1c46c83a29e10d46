import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import type { Catalogue } from '#shared/catalogue/model.ts';
import type { SignedInEnv } from '../auth/signed-in.ts';
import type { Database } from '../database/database.ts';
import { listModels, listProviders } from './store.ts';

/** All that can be asked for. A client that has it already is told so in no bytes. */
export function catalogueRoutes({ database }: { database: Database }) {
  return new Hono<SignedInEnv>().get('/api/catalogue', async (c) => {
    const content = { providers: await listProviders(database), models: await listModels(database) };
    const version = createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
    const etag = `"${version}"`;
    c.header('etag', etag);
    c.header('cache-control', 'private, no-cache');
    if (c.req.header('if-none-match') === etag) return c.body(null, 304);
    return c.json({ version, ...content } satisfies Catalogue, 200);
  });
}
