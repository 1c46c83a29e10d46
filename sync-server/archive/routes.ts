import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { LOST_ASSETS } from '#shared/archive/archive-format.ts';
import { INDEX_DOC_MAX_BYTES, TITLE_MAX_CHARS } from '#shared/documents/limits.ts';
import { ProjectId } from '#shared/ids.ts';
import type { MergeTargetsAnswer } from '#shared/projects/merge-target.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { SignedInEnv } from '../auth/signed-in.ts';
import type { Rooms } from '../documents/rooms.ts';
import { refuse } from '../http/respond.ts';
import { valid } from '../http/valid.ts';
import { findAccess, writeRefusal } from '../projects/access.ts';
import { attachmentOf } from './archive-name.ts';
import { exportProject } from './export-project.ts';
import { findMergeTargets } from './find-merge-targets.ts';
import { type ImportContext, type Imported, importCopy } from './import-copy.ts';
import { importMerge } from './import-merge.ts';
import { openArchive } from './open-archive.ts';
import { storeStream, temporaryFile } from './temporary-file.ts';
import { Turns } from './turns.ts';

const ARCHIVE_MAX_BYTES = 64 * 1024 ** 3;
/** A state may be twice the limit that its document is held to (A3). */
const INDEX_MAX_BYTES = 2 * INDEX_DOC_MAX_BYTES;

export type ArchiveContext = ImportContext & { rooms: Rooms; dataDir: string };

const ProjectParam = z.object({ id: ProjectId });
const ImportQuery = z.union([
  z.object({ mode: z.literal('copy').default('copy'), name: z.string().max(TITLE_MAX_CHARS).optional() }),
  z.object({ mode: z.literal('merge'), project: ProjectId }),
]);
type ImportQuery = z.infer<typeof ImportQuery>;

const limitIndex = bodyLimit({
  maxSize: INDEX_MAX_BYTES,
  onError: (c) => refuse(c, { code: 'too_large', limitBytes: INDEX_MAX_BYTES }),
});

export function archiveRoutes(context: ArchiveContext) {
  const { database, dataDir } = context;
  const exports = new Turns();
  const imports = new Turns();
  const looks = new Turns();

  return (
    new Hono<SignedInEnv>()
      .get('/api/projects/:id/export', valid('param', ProjectParam), async (c) => {
        const { id } = c.req.valid('param');
        const { user } = c.var.principal;
        if (!(await findAccess(database, id, user))) return refuse(c, { code: 'project_not_found' });
        const turn = exports.take(user);
        if (!turn.ok) return refuse(c, turn.fault);
        using _turn = turn.value;
        await using file = await temporaryFile(dataDir);
        const written = await exportProject(context, id, file.path);
        if (!written.ok) return refuse(c, written.fault);
        c.header('content-type', 'application/vnd.raskadr.project+zip');
        c.header('content-length', String(written.value.bytes));
        c.header('content-disposition', attachmentOf(written.value.name));
        if (written.value.lost > 0) c.header(LOST_ASSETS, String(written.value.lost));
        // Nobody would read the stream, and the file would stay open.
        if (c.req.raw.method === 'HEAD') return c.body(null);
        return c.body(await streamOf(file.path));
      })
      // With the storyboard of an archive as the body: asked before the whole file is sent.
      .post('/api/projects/import/targets', limitIndex, async (c) => {
        const turn = looks.take(c.var.principal.user);
        if (!turn.ok) return refuse(c, turn.fault);
        using _turn = turn.value;
        const index = new Uint8Array(await c.req.arrayBuffer());
        const targets = await findMergeTargets(context, index, c.var.principal.user);
        if (!targets.ok) return refuse(c, targets.fault);
        return c.json({ projects: targets.value } satisfies MergeTargetsAnswer, 200);
      })
      .post('/api/projects/import', valid('query', ImportQuery), async (c) => {
        const query = c.req.valid('query');
        const allowed = await mayImport(context, c, query);
        if (!allowed.ok) return refuse(c, allowed.fault);
        const taken = await mayTake(context, c);
        if (!taken.ok) return refuse(c, taken.fault);
        const turn = imports.take(c.var.principal.user);
        if (!turn.ok) return refuse(c, turn.fault);
        using _turn = turn.value;
        const imported = await importBody(context, c, query);
        if (!imported.ok) return refuse(c, imported.fault);
        return c.json(imported.value, query.mode === 'copy' ? 201 : 200);
      })
  );
}

/** Asked before the body is read, and again after: it may take minutes to arrive. */
async function mayImport(
  { database }: ArchiveContext,
  c: Context<SignedInEnv>,
  query: ImportQuery,
): Promise<Result<undefined>> {
  const refusal =
    query.mode === 'merge'
      ? writeRefusal(await findAccess(database, query.project, c.var.principal.user))
      : undefined;
  return refusal ? fail(refusal) : ok(undefined);
}

/** Told before the body is sent, when its sender says how long it is. */
async function mayTake({ blobs }: ArchiveContext, c: Context): Promise<Result<undefined>> {
  const neededBytes = Number(c.req.header('content-length') ?? 0);
  if (neededBytes > ARCHIVE_MAX_BYTES) return fail({ code: 'too_large', limitBytes: ARCHIVE_MAX_BYTES });
  if (neededBytes > 0 && !(await blobs.hasRoomFor(neededBytes)))
    return fail({ code: 'no_room_for_files', neededBytes });
  return ok(undefined);
}

async function importBody(
  context: ArchiveContext,
  c: Context<SignedInEnv>,
  query: ImportQuery,
): Promise<Result<Imported>> {
  await using file = await temporaryFile(context.dataDir);
  const stored = await storeStream(c.req.raw.body, file.path, {
    limitBytes: ARCHIVE_MAX_BYTES,
    hasRoomFor: (bytes) => context.blobs.hasRoomFor(bytes),
  });
  if (!stored.ok) return stored;
  const opened = await openArchive(file.path);
  if (!opened.ok) return opened;
  await using archive = opened.value;
  const { user } = c.var.principal;
  if (query.mode === 'copy') return await importCopy(context, archive, { user, name: query.name });
  const allowed = await mayImport(context, c, query);
  if (!allowed.ok) return allowed;
  return await importMerge(context, archive, { project: query.project, user });
}

/** Its name may go at once: the file lives as long as it is open. */
async function streamOf(path: string): Promise<ReadableStream> {
  const file = await open(path, 'r');
  // Node and the web describe the same stream by two types.
  return Readable.toWeb(file.createReadStream()) as ReadableStream;
}
