import type { AssetKind } from '#shared/assets/asset-kind.ts';
import type { RenditionName } from '#shared/assets/asset-record.ts';
import { JobId } from '#shared/jobs/job.ts';
import type { RenditionWork } from '#shared/jobs/work.ts';
import type { ContentFacts } from '#shared/media/content-facts.ts';
import { PEAKS_TYPE } from '#shared/media/peaks.ts';
import type { MadeFile } from '#shared/runner/protocol.ts';
import { type Statement, sql } from '../database/sql.ts';
import { derivedUlid } from '../jobs/derived-ulid.ts';
import { insertJobWhere } from '../jobs/store.ts';
import { contentFeedStatements } from './asset-feed.ts';
import type { AssetSource } from './store.ts';

/** Somebody may be looking at an empty box, but he asked for the pictures and not for their thumbnails. */
const PRIORITY = 90;
/** What nobody has missed so far comes when there is nothing else to do. */
const QUIET_PRIORITY = 5;
const MAX_ATTEMPTS = 3;

type Looking = 'rendition' | 'rendition:proxy';
const WANTED: Record<AssetKind, { kind: Looking; names: RenditionName[] }[]> = {
  image: [{ kind: 'rendition', names: ['w320', 'w640', 'w1600'] }],
  // A film takes minutes, and its poster waits for none of them.
  video: [
    { kind: 'rendition', names: ['poster', 'w320', 'w640', 'w1600'] },
    { kind: 'rendition:proxy', names: ['proxy'] },
  ],
  audio: [{ kind: 'rendition', names: ['peaks'] }],
  subtitles: [],
};

/** Asks for a look at content that nobody has looked at, and for its smaller forms, once however often the content comes. */
export function wantRenditions(assets: AssetSource[], nowMs: number): Statement[] {
  return assets.flatMap((asset) => lookings(asset, { nowMs, where: unseen(asset), priority: PRIORITY }));
}

/** The same for content of before, when there is nothing better to do: only the forms that it lacks. */
export function wantMissing(asset: AssetSource, has: RenditionName[], nowMs: number): Statement[] {
  return [
    ...freeKeys(asset.sha256),
    ...lookings(asset, { nowMs, where: unseen(asset), priority: QUIET_PRIORITY, has }),
  ];
}

/** The smaller forms that were there count no more, and others are asked for; whoever has the content is told. */
export function remakeRenditions(source: AssetSource, nowMs: number): Statement[] {
  const { sha256 } = source;
  return [
    // Who has brought one before would be told that it is there, and bring none.
    sql('DELETE FROM uploads WHERE sha256 IN (SELECT sha256 FROM renditions WHERE source = ?)', sha256),
    sql('DELETE FROM renditions WHERE source = ?', sha256),
    ...freeKeys(sha256, 'dead'),
    ...lookings(source, { nowMs, where: sql('1'), priority: PRIORITY }),
    ...contentFeedStatements(sha256),
  ];
}

function lookings(
  { project, shot, sha256, kind: assetKind, type }: AssetSource,
  {
    nowMs,
    where,
    priority,
    has = [],
  }: { nowMs: number; where: Statement; priority: number; has?: RenditionName[] },
): Statement[] {
  return WANTED[assetKind].flatMap(({ kind, names: all }) => {
    const names = all.filter((name) => !has.includes(name));
    // Whoever has all of its forms is still to be looked at; a small film is nothing but a form.
    if (names.length === 0 && kind === 'rendition:proxy') return [];
    const work: RenditionWork = { kind: 'rendition', project, sha256, type, names };
    return insertJobWhere(
      {
        id: JobId.parse(derivedUlid(nowMs, `${kind} ${sha256}`)),
        kind,
        project,
        user: null,
        account: null,
        dedupeKey: `${kind}:${sha256}`,
        payload: work,
        priority,
        maxAttempts: MAX_ATTEMPTS,
        runAtMs: nowMs,
        shot,
      },
      { nowMs, where },
    );
  });
}

function unseen({ sha256 }: AssetSource): Statement {
  return sql('NOT EXISTS (SELECT 1 FROM content_facts WHERE sha256 = ?)', sha256);
}

/** Work that is over stands in the way of no other. */
function freeKeys(sha256: string, ...others: 'dead'[]): Statement[] {
  const over = ['done', 'cancelled', ...others].map((state) => `'${state}'`).join(', ');
  return [
    sql(
      `UPDATE jobs SET dedupe_key = NULL WHERE dedupe_key IN (?, ?) AND state IN (${over})`,
      `rendition:${sha256}`,
      `rendition:proxy:${sha256}`,
    ),
  ];
}

type Rendition = { name: RenditionName; sha256: string; type: string; sizeBytes: number };

const TYPES: Record<RenditionName, string> = {
  w320: 'image/webp',
  w640: 'image/webp',
  w1600: 'image/webp',
  poster: 'image/webp',
  proxy: 'video/mp4',
  peaks: PEAKS_TYPE,
};

/** A form that is what its name promises. */
export function isRendition<File extends Pick<MadeFile, 'rendition' | 'type'>>(
  file: File,
): file is File & { rendition: RenditionName } {
  return file.rendition !== undefined && TYPES[file.rendition] === file.type;
}

/** What a runner has seen in content, and other forms of it; everybody who has it is told. */
export function insertSeen(
  source: string,
  { renditions, facts }: { renditions: Rendition[]; facts: ContentFacts | undefined },
): Statement[] {
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
    ...(facts ? [factsStatement(source, facts)] : []),
    ...contentFeedStatements(source),
  ];
}

function factsStatement(
  source: string,
  { width, height, durationMs, colours, likeness, fault }: ContentFacts,
): Statement {
  return sql(
    `INSERT OR REPLACE INTO content_facts (sha256, width, height, duration_ms, colours, likeness, fault)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    source,
    width,
    height,
    durationMs,
    JSON.stringify(colours),
    likeness,
    fault && JSON.stringify(fault),
  );
}
