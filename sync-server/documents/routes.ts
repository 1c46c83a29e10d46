import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { DocName, docAddressOf } from '#shared/documents/doc-name.ts';
import { FRAME_MAX_BYTES } from '#shared/documents/limits.ts';
import type { Fault } from '#shared/fault.ts';
import { ProjectId } from '#shared/ids.ts';
import { encodePull } from '#shared/sync/pull.ts';
import { decodePush, type PushAnswer, type PushBody } from '#shared/sync/push.ts';
import type { SignedInEnv } from '../auth/signed-in.ts';
import type { Database } from '../database/database.ts';
import { refuse } from '../http/respond.ts';
import { storageFault } from '../http/storage-fault.ts';
import { valid } from '../http/valid.ts';
import { findAccess, findRole, writeRefusal } from '../projects/access.ts';
import { DamagedDocError } from './doc-log.ts';
import { pullDocs } from './pull.ts';
import { pushRows } from './push.ts';
import type { Rooms } from './rooms.ts';

export type DocumentContext = { database: Database; rooms: Rooms; epoch: string };

const DocParam = z.object({ doc: DocName });
const ProjectParam = z.object({ id: ProjectId });
const Since = z.object({ since: z.coerce.number().int().nonnegative().default(0) });
const PUSH_BODY_MAX_BYTES = FRAME_MAX_BYTES + 64 * 1024;

const compress = promisify(gzip);
/** A room hands out the same bytes until its document changes, so many who open it at once share the work. */
const packed = new WeakMap<Uint8Array, Promise<Uint8Array<ArrayBuffer>>>();

export function documentRoutes(context: DocumentContext) {
  const { database, rooms, epoch } = context;
  const findDocRole = (doc: DocName, c: Context<SignedInEnv>) =>
    findRole(database, docAddressOf(doc).project, c.var.principal.user);

  return new Hono<SignedInEnv>()
    .get('/api/docs/:doc/state', valid('param', DocParam), async (c) => {
      const { doc } = c.req.valid('param');
      if (!(await findDocRole(doc, c))) return refuse(c, { code: 'project_not_found' });
      try {
        const { seq, state } = await rooms.use(doc, (room) => ({
          seq: room.seq,
          state: room.encodedState(),
        }));
        c.header('x-raskadr-epoch', epoch);
        c.header('x-raskadr-seq', String(seq));
        return await sendBytes(c, state);
      } catch (error) {
        return refuseOrThrow(c, error);
      }
    })
    .post(
      '/api/docs/:doc/push',
      bodyLimit({
        maxSize: PUSH_BODY_MAX_BYTES,
        onError: (c) => refuse(c, { code: 'too_large', limitBytes: PUSH_BODY_MAX_BYTES }),
      }),
      valid('param', DocParam),
      async (c) => {
        const { doc } = c.req.valid('param');
        const access = await findAccess(database, docAddressOf(doc).project, c.var.principal.user);
        const refusal = writeRefusal(access);
        if (refusal) return refuse(c, refusal);
        const body = readPush(new Uint8Array(await c.req.arrayBuffer()));
        if (!body) return refuse(c, { code: 'bad_input', field: 'body' });
        try {
          const pushed = await pushRows(context, { name: doc, user: c.var.principal.user, body });
          if (!pushed.ok) return refuse(c, pushed.fault);
          return c.json({ epoch, seq: pushed.value.seq } satisfies PushAnswer, 200);
        } catch (error) {
          return refuseOrThrow(c, error);
        }
      },
    )
    .get('/api/projects/:id/pull', valid('param', ProjectParam), valid('query', Since), async (c) => {
      const { id } = c.req.valid('param');
      if (!(await findRole(database, id, c.var.principal.user)))
        return refuse(c, { code: 'project_not_found' });
      return sendBytes(c, encodePull(await pullDocs(context, id, c.req.valid('query').since)));
    });
}

function readPush(bytes: Uint8Array): PushBody | undefined {
  try {
    return decodePush(bytes);
  } catch {
    return undefined;
  }
}

async function sendBytes(c: Context, bytes: Uint8Array) {
  c.header('content-type', 'application/octet-stream');
  if (bytes.byteLength < 1024 || !c.req.header('accept-encoding')?.includes('gzip')) {
    return c.body(new Uint8Array(bytes));
  }
  c.header('content-encoding', 'gzip');
  c.header('vary', 'accept-encoding');
  return c.body(await pack(bytes));
}

function pack(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const known = packed.get(bytes);
  if (known) return known;
  const fresh = compress(bytes, { level: 6 });
  packed.set(bytes, fresh);
  return fresh;
}

function refuseOrThrow(c: Context, error: unknown) {
  const fault: Fault | undefined =
    error instanceof DamagedDocError ? { code: 'document_damaged' } : storageFault(error);
  if (!fault) throw error;
  return refuse(c, fault);
}
