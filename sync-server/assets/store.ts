import * as z from 'zod/mini';
import { AssetRecord } from '#shared/assets/asset-record.ts';
import type { ProjectId } from '#shared/ids.ts';
import type { Database } from '../database/database.ts';
import { type Statement, sql } from '../database/sql.ts';
import { assetFeedStatements, projectAssetsFeedStatements } from './asset-feed.ts';

/** A record without what is known of its content. */
export type NewAsset = Omit<AssetRecord, 'renditions' | 'colours' | 'likeness' | 'fault' | 'name' | 'by'> &
  Partial<Pick<AssetRecord, 'name' | 'by'>>;

/** What its smaller forms are made of. */
export const AssetSource = z.pick(AssetRecord, {
  project: true,
  shot: true,
  sha256: true,
  kind: true,
  type: true,
});
export type AssetSource = z.infer<typeof AssetSource>;

/** Assets of one project with their records. One that stands already stays as it is. */
export function insertAssets(assets: NewAsset[]): Statement[] {
  const [first] = assets;
  if (!first) return [];
  return [
    ...assets.map((asset) =>
      sql(
        `INSERT INTO assets (id, project, shot, sha256, kind, type, size_bytes, width, height, duration_ms, take, prompt,
           job, model, position, created_at, name, user_id)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        asset.id,
        asset.project,
        asset.shot,
        asset.sha256,
        asset.kind,
        asset.type,
        asset.sizeBytes,
        asset.width,
        asset.height,
        asset.durationMs,
        asset.take,
        asset.prompt,
        asset.job,
        asset.model,
        asset.position,
        asset.createdAt,
        asset.name ?? null,
        asset.by ?? null,
      ),
    ),
    ...assetFeedStatements(
      first.project,
      assets.map(({ id }) => id),
    ),
  ];
}

/** One of those that have this content. */
export async function findAssetOf(database: Database, sha256: string): Promise<AssetSource | undefined> {
  const row = await database.readOne(
    sql('SELECT project, shot, sha256, kind, type FROM assets WHERE sha256 = ? LIMIT 1', sha256),
  );
  return row && AssetSource.parse(row);
}

/** The assets of a project in its copy, with their records. The work that made them stays where it was paid for. */
export function copyAssets(from: ProjectId, to: ProjectId): Statement[] {
  return [
    sql(
      `INSERT INTO assets (id, project, shot, sha256, kind, type, size_bytes, width, height, duration_ms, take, prompt,
         job, model, position, created_at, name, user_id)
         SELECT id, ?2, shot, sha256, kind, type, size_bytes, width, height, duration_ms, take, prompt, NULL, model, position,
           created_at, name, user_id FROM assets WHERE project = ?1`,
      from,
      to,
    ),
    ...projectAssetsFeedStatements(to),
  ];
}
