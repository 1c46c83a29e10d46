import { dirname } from 'node:path';
import { Login } from '#shared/account/account.ts';
import type { ProjectId } from '#shared/ids.ts';
import { fail, type Result } from '#shared/result.ts';
import { findUser } from '../auth/store.ts';
import { isDiskFull, sqlErrorCode } from '../database/sql-error.ts';
import type { Rooms } from '../documents/rooms.ts';
import { findAccess, writeRefusal } from '../projects/access.ts';
import { type ExportSummary, exportProject } from './export-project.ts';
import { type ImportContext, type Imported, importCopy } from './import-copy.ts';
import { importMerge } from './import-merge.ts';
import { openArchive } from './open-archive.ts';

export type ArchiveFilesContext = ImportContext & { rooms: Rooms };

/** For whoever runs the server: any project, into a file of this machine. */
export async function exportFile(
  context: ArchiveFilesContext,
  { project, file }: { project: ProjectId; file: string },
): Promise<Result<ExportSummary>> {
  try {
    return await exportProject(context, project, file);
  } catch (error) {
    const folder = dirname(file);
    if (isDiskFull(error)) return fail({ code: 'no_room', folder });
    if (!isFileError(error)) throw error;
    return fail({ code: 'folder_unwritable', folder });
  }
}

/** In somebody's name: a copy belongs to them, and a merge is their edit of a project that they may write to. */
export async function importFile(
  context: ArchiveFilesContext,
  { file, owner, into }: { file: string; owner: string; into?: ProjectId | undefined },
): Promise<Result<Imported>> {
  const login = Login.safeParse(owner).data;
  const user = login === undefined ? undefined : (await findUser(context.database, login))?.id;
  if (!user) return fail({ code: 'user_not_found', login: owner });
  const refusal = into && writeRefusal(await findAccess(context.database, into, user));
  if (refusal) return fail(refusal);
  const opened = await openArchive(file).catch((error) => {
    if (!isFileError(error)) throw error;
    return fail({ code: 'file_unreadable', file });
  });
  if (!opened.ok) return opened;
  await using archive = opened.value;
  return into
    ? await importMerge(context, archive, { project: into, user })
    : await importCopy(context, archive, { user });
}

function isFileError(error: unknown): boolean {
  return /^(EACCES|EPERM|EROFS|ENOENT|ENOTDIR|EISDIR|ENAMETOOLONG)$/.test(sqlErrorCode(error));
}
