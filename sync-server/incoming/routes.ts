import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import * as z from 'zod/mini';
import type { Fault } from '#shared/fault.ts';
import { Ulid } from '#shared/ulid.ts';
import { TUS_VERSION } from '#shared/uploads/protocol.ts';
import type { SignedInEnv } from '../auth/signed-in.ts';
import { refuse } from '../http/respond.ts';
import { valid } from '../http/valid.ts';
import { createUpload } from './create-upload.ts';
import type { IncomingContext } from './incoming-context.ts';
import { findOwn, receivePiece } from './receive-piece.ts';
import { findStanding, type Standing } from './standing.ts';
import { deleteUpload } from './store.ts';
import { UPLOAD_LIVES_MS } from './sweep-incoming.ts';
import { numberIn, readMetadata, writeMetadata } from './tus-headers.ts';

const PIECE_TYPE = 'application/offset+octet-stream';
const named = valid('param', z.object({ asset: Ulid }));

/** Files of people's own, in the words of tus 1.0 (shared/uploads/protocol.ts). */
export function incomingRoutes(context: IncomingContext) {
  const { database, parts, limits } = context;
  const about = (c: Context) => {
    c.header('Tus-Version', TUS_VERSION);
    c.header('Tus-Extension', 'creation,expiration,termination');
    c.header('Tus-Max-Size', String(limits.fileMaxBytes));
    return c.body(null, 204);
  };
  return new Hono<SignedInEnv>()
    .use('/api/uploads/*', tus)
    .options('/api/uploads', about)
    .options('/api/uploads/:asset', about)
    .post('/api/uploads', async (c) => {
      const facts = readMetadata(c.req.header('upload-metadata'));
      if (!facts.ok) return refuse(c, facts.fault);
      const size = numberIn(c, 'upload-length');
      if (!size.ok) return refuse(c, size.fault);
      const { user } = c.var.principal;
      const created = await createUpload(context, { user, facts: facts.value, sizeBytes: size.value });
      if (!created.ok) return refuse(c, created.fault);
      const { upload, isNew } = created.value;
      c.header('Location', `/api/uploads/${upload.asset}`);
      tell(c, context, created.value);
      return c.body(null, isNew ? 201 : 200);
    })
    .get('/api/uploads/:asset', named, async (c) => {
      const own = await findOwn(context, { ...c.req.valid('param'), user: c.var.principal.user });
      if (!own.ok) return refuse(c, own.fault);
      const standing = await findStanding(context, own.value.asset);
      if (!standing.ok) return refuse(c, standing.fault);
      if (!standing.value) return refuse(c, { code: 'not_found' });
      const { asset, project, shot, name: filename, sizeBytes, sha256, prompt } = standing.value.upload;
      tell(c, context, standing.value);
      c.header('Upload-Length', String(sizeBytes));
      const facts = {
        ...{ project, shot, filename, asset },
        ...(sha256 === null ? {} : { sha256 }),
        ...(prompt === null ? {} : { prompt }),
      };
      c.header('Upload-Metadata', writeMetadata(facts));
      return c.body(null, 200);
    })
    .patch('/api/uploads/:asset', named, async (c) => {
      // What is not read of a refused piece is still on its way.
      const stop = (fault: Fault, ...status: [415?]) => {
        c.header('Connection', 'close');
        return refuse(c, fault, ...status);
      };
      if (c.req.header('content-type') !== PIECE_TYPE)
        return stop({ code: 'bad_input', field: 'content-type' }, 415);
      const offset = numberIn(c, 'upload-offset');
      if (!offset.ok) return stop(offset.fault);
      const own = await findOwn(context, { ...c.req.valid('param'), user: c.var.principal.user });
      if (!own.ok) return stop(own.fault);
      const upload = own.value;
      const length = numberIn(c, 'content-length');
      if (length.ok && offset.value + length.value > upload.sizeBytes)
        return stop({ code: 'bad_input', field: 'content-length' });
      const received = await receivePiece(context, upload, { offset: offset.value, content: c.req.raw.body });
      if (!received.ok) return stop(received.fault);
      tell(c, context, { upload, offset: received.value.offset });
      return c.body(null, 204);
    })
    .delete('/api/uploads/:asset', named, async (c) => {
      const own = await findOwn(context, { ...c.req.valid('param'), user: c.var.principal.user });
      if (!own.ok) return refuse(c, own.fault);
      const { asset } = own.value;
      await parts.drop(asset, () => database.write([deleteUpload(asset)]));
      return c.body(null, 204);
    });
}

/** Every word of the protocol says which version it is of; a question about that says none. */
const tus = createMiddleware(async (c, next) => {
  c.header('Tus-Resumable', TUS_VERSION);
  if (c.req.method === 'OPTIONS' || c.req.header('tus-resumable') === TUS_VERSION) return next();
  c.header('Tus-Version', TUS_VERSION);
  return refuse(c, { code: 'bad_input', field: 'tus-resumable' }, 412);
});

function tell(c: Context, { clock }: IncomingContext, { upload, offset }: Standing): void {
  c.header('Upload-Offset', String(offset));
  if (offset < upload.sizeBytes)
    c.header('Upload-Expires', new Date(clock.nowMs() + UPLOAD_LIVES_MS).toUTCString());
}
