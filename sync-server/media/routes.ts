import { Hono } from 'hono';
import * as z from 'zod/mini';
import { RENDITIONS } from '#shared/assets/asset-record.ts';
import type { SignedInEnv } from '../auth/signed-in.ts';
import { type BlobStore, Sha256 } from '../blobs/blob-store.ts';
import type { Database } from '../database/database.ts';
import { refuse } from '../http/respond.ts';
import { valid } from '../http/valid.ts';
import { findContent } from './find-content.ts';
import { sendBlob } from './send-blob.ts';

const MediaParam = z.object({ sha256: Sha256, rendition: z.enum(['original', ...RENDITIONS]) });

/** Pictures, video and sound to the members of the projects they belong to. */
export function mediaRoutes({ database, blobs }: { database: Database; blobs: BlobStore }) {
  return new Hono<SignedInEnv>().get('/media/:sha256/:rendition', valid('param', MediaParam), async (c) => {
    const content = await findContent(database, { ...c.req.valid('param'), user: c.var.principal.user });
    return content ? sendBlob(c, blobs, content) : refuse(c, { code: 'not_found' });
  });
}
