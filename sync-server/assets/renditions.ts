import type { AssetKind } from '#shared/assets/asset-kind.ts';
import type { RenditionName } from '#shared/assets/asset-record.ts';
import { JobId } from '#shared/jobs/job.ts';
import type { RenditionWork } from '#shared/jobs/work.ts';
import { type Statement, sql } from '../database/sql.ts';
import { derivedUlid } from '../jobs/derived-ulid.ts';
import { insertJobWhere } from '../jobs/store.ts';
import { contentFeedStatements } from './asset-feed.ts';
import type { AssetSource } from './store.ts';

/** Somebody may be looking at an empty box, but he asked for the pictures and not for their thumbnails. */
const PRIORITY = 90;
const MAX_ATTEMPTS = 3;

const WANTED: Record<AssetKind, RenditionName[]> = {
  image: ['w320', 'w640', 'w1600'],
  video: ['poster', 'w320', 'w640'],
  audio: [],
  subtitles: [],
};

/** Asks for the smaller forms of content that has none, once however often the content comes. */
export function wantRenditions(assets: AssetSource[], nowMs: number): Statement[] {
  return assets.flatMap(({ project, shot, sha256, kind, type }) => {
    const names = WANTED[kind];
    if (names.length === 0) return [];
    const work: RenditionWork = { kind: 'rendition', project, sha256, type, names };
    return insertJobWhere(
      {
        id: JobId.parse(derivedUlid(nowMs, `rendition ${sha256}`)),
        kind: 'rendition',
        project,
        user: null,
        account: null,
        dedupeKey: keyOf(sha256),
        payload: work,
        priority: PRIORITY,
        maxAttempts: MAX_ATTEMPTS,
        runAtMs: nowMs,
        shot,
      },
      { nowMs, where: sql('NOT EXISTS (SELECT 1 FROM renditions WHERE source = ?)', sha256) },
    );
  });
}

/** The smaller forms that were there count no more, and others are asked for; whoever has the content is told. */
export function remakeRenditions(source: AssetSource, nowMs: number): Statement[] {
  const { sha256 } = source;
  return [
    // Who has brought one before would be told that it is there, and bring none.
    sql('DELETE FROM uploads WHERE sha256 IN (SELECT sha256 FROM renditions WHERE source = ?)', sha256),
    sql('DELETE FROM renditions WHERE source = ?', sha256),
    sql(
      "UPDATE jobs SET dedupe_key = NULL WHERE dedupe_key = ? AND state IN ('done', 'dead', 'cancelled')",
      keyOf(sha256),
    ),
    ...wantRenditions([source], nowMs),
    ...contentFeedStatements(sha256),
  ];
}

function keyOf(sha256: string): string {
  return `rendition:${sha256}`;
}

export type Rendition = { name: RenditionName; sha256: string; type: string; sizeBytes: number };

/** Other forms of content; everybody who has it is told. */
export function insertRenditions(source: string, renditions: Rendition[]): Statement[] {
  return [
    ...renditions.map(({ name, sha256, type, sizeBytes }) =>
      sql(
        'INSERT INTO renditions (source, name, sha256, type, size_bytes) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
        source,
        name,
        sha256,
        type,
        sizeBytes,
      ),
    ),
    ...contentFeedStatements(source),
  ];
}
