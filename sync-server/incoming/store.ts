import { ProjectId, ShotId, UserId } from '#shared/ids.ts';
import { Sha256 } from '../blobs/blob-store.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, type Statement, sql } from '../database/sql.ts';

/** One person has at most so many files on their way. */
const UNFINISHED_MAX = 2000;

export type Upload = {
  /** What will come of it; also its own name. */
  asset: string;
  project: ProjectId;
  shot: ShotId;
  user: UserId;
  name: string;
  sizeBytes: number;
  /** What it is said to be; since `wholeAtMs` what it is. */
  sha256: Sha256 | null;
  /** Of the record that says how it was made, where the sender has found that out. */
  prompt: string | null;
  createdAtMs: number;
  wholeAtMs: number | null;
  doneAtMs: number | null;
};

const COLUMNS =
  'asset, project, shot, user_id, name, size_bytes, sha256, prompt, created_at, whole_at, done_at';

export async function findUpload(database: Database, asset: string): Promise<Upload | undefined> {
  const row = await database.readOne(sql(`SELECT ${COLUMNS} FROM incoming WHERE asset = ?`, asset));
  return row && uploadOf(row);
}

export async function listUnfinished(database: Database): Promise<Upload[]> {
  return (await database.read(sql(`SELECT ${COLUMNS} FROM incoming WHERE done_at IS NULL`))).map(uploadOf);
}

function uploadOf(row: SqlRow): Upload {
  return {
    asset: String(row.asset),
    project: ProjectId.parse(row.project),
    shot: ShotId.parse(row.shot),
    user: UserId.parse(row.user_id),
    name: String(row.name),
    sizeBytes: Number(row.size_bytes),
    sha256: row.sha256 === null ? null : Sha256.parse(row.sha256),
    prompt: row.prompt === null ? null : String(row.prompt),
    createdAtMs: Number(row.created_at),
    wholeAtMs: row.whole_at === null ? null : Number(row.whole_at),
    doneAtMs: row.done_at === null ? null : Number(row.done_at),
  };
}

/** What a person's own files take: each content once, and all that is on its way. */
const USED = `(SELECT COALESCE(SUM(size_bytes), 0) FROM (SELECT DISTINCT sha256, size_bytes FROM assets WHERE user_id = ?1))
  + (SELECT COALESCE(SUM(size_bytes), 0) FROM incoming WHERE user_id = ?1 AND done_at IS NULL)`;
/** Proven content that he has already takes nothing more. */
const OWN = '(?9 IS NOT NULL AND EXISTS (SELECT 1 FROM assets WHERE user_id = ?1 AND sha256 = ?7))';
const UNFINISHED = '(SELECT COUNT(*) FROM incoming WHERE user_id = ?1 AND done_at IS NULL)';

/**
 * A new upload, unless its id stands or its sender would have too much: two that come at once are counted one after the other.
 * No quota is no limit.
 */
export function insertUpload(upload: Upload, quotaBytes: number): Statement {
  const { asset, project, shot, user, name, sizeBytes, sha256, prompt, createdAtMs, wholeAtMs } = upload;
  return sql(
    `INSERT INTO incoming (asset, project, shot, user_id, name, size_bytes, sha256, created_at, whole_at, prompt)
       SELECT ?2, ?3, ?4, ?1, ?5, ?6, ?7, ?8, ?9, ?12
         WHERE ${UNFINISHED} < ?10 AND (?11 = 0 OR ${OWN} OR ${USED} + ?6 <= ?11)
       ON CONFLICT DO NOTHING`,
    ...[user, asset, project, shot, name, sizeBytes, sha256, createdAtMs, wholeAtMs],
    ...[UNFINISHED_MAX, quotaBytes, prompt],
  );
}

export async function usageOf(
  database: Database,
  user: UserId,
): Promise<{ usedBytes: number; hasTooMany: boolean }> {
  const row = await database.readOne(sql(`SELECT ${USED} AS used, ${UNFINISHED} AS unfinished`, user));
  return { usedBytes: Number(row?.used), hasTooMany: Number(row?.unfinished) >= UNFINISHED_MAX };
}

/** What it is has been proven. */
export function noteWhole(asset: string, { sha256, nowMs }: { sha256: Sha256; nowMs: number }): Statement {
  return sql('UPDATE incoming SET sha256 = ?, whole_at = ? WHERE asset = ?', sha256, nowMs, asset);
}

/** Its content is not there after all, and has to be sent. */
export function noteLost(asset: string): Statement {
  return sql('UPDATE incoming SET whole_at = NULL WHERE asset = ?', asset);
}

export function noteDone(asset: string, nowMs: number): Statement {
  return sql('UPDATE incoming SET done_at = ? WHERE asset = ? AND done_at IS NULL', nowMs, asset);
}

export function deleteUpload(asset: string): Statement {
  return sql('DELETE FROM incoming WHERE asset = ?', asset);
}

export function deleteDoneBefore(beforeMs: number): Statement {
  return sql('DELETE FROM incoming WHERE done_at < ?', beforeMs);
}
