import type { RenditionName } from '#shared/assets/asset-record.ts';
import type { UserId } from '#shared/ids.ts';
import { Sha256 } from '../blobs/blob-store.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';

export type Content = { sha256: Sha256; type: string };

/**
 * What a person may read: content of an asset of a project he is a member of, by the server's own rows. Who is none
 * does not learn whether it is there.
 */
export async function findContent(
  database: Database,
  { sha256, rendition, user }: { sha256: Sha256; rendition: RenditionName | 'original'; user: UserId },
): Promise<Content | undefined> {
  const row = await database.readOne(
    rendition === 'original'
      ? sql(
          `SELECT a.sha256, a.type FROM assets a JOIN project_members m ON m.project = a.project AND m.user_id = ?2
             WHERE a.sha256 = ?1 LIMIT 1`,
          sha256,
          user,
        )
      : sql(
          `SELECT r.sha256, r.type FROM assets a JOIN project_members m ON m.project = a.project AND m.user_id = ?2
             JOIN renditions r ON r.source = a.sha256 AND r.name = ?3
             WHERE a.sha256 = ?1 LIMIT 1`,
          sha256,
          user,
          rendition,
        ),
  );
  return row && { sha256: Sha256.parse(row.sha256), type: String(row.type) };
}
