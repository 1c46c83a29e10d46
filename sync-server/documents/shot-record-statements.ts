import type { ProjectId, ShotId } from '#shared/ids.ts';
import { type FilmMark, type FilmPrompt, filmRecordKey } from '#shared/storyboard/film-records.ts';
import { type Statement, sql } from '../database/sql.ts';
import { projectRecordsFeed } from '../jobs/job-feed.ts';

/** What has changed of a shot's prompts and marks, and which of them are gone. */
export type ShotNews = {
  prompts: FilmPrompt[];
  marks: FilmMark[];
  gone: { prompts: string[]; marks: string[] };
};

type Place = { project: ProjectId; shot: ShotId };

/** A statement for all rows of a kind: a shot has thousands of them. */
export function shotRecordStatements(
  { project, shot }: Place,
  { prompts, marks, gone }: ShotNews,
): Statement[] {
  return [
    ...(prompts.length > 0 ? [sql(PUT_PROMPTS, project, JSON.stringify(prompts))] : []),
    ...(marks.length > 0 ? [sql(PUT_MARKS, project, JSON.stringify(marks))] : []),
    ...deletions('prompts', { project, shot }, gone.prompts),
    ...deletions('asset_marks', { project, shot }, gone.marks),
    ...filmFeedStatements(project, { kind: 'prompt', records: prompts, gone: keysOf(shot, gone.prompts) }),
    ...filmFeedStatements(project, { kind: 'mark', records: marks, gone: keysOf(shot, gone.marks) }),
  ];
}

const PUT_PROMPTS = `INSERT OR REPLACE INTO prompts
    (project, shot, id, text, model, origin, parent, remark, source, params, created_at)
  SELECT ?1, value ->> 'shot', value ->> 'id', value ->> 'text', value ->> 'model', value ->> 'origin', value ->> 'parent',
    value ->> 'remark', value ->> 'source', value -> 'params', CAST(value ->> 'createdAt' AS INTEGER) FROM json_each(?2)`;

const PUT_MARKS = `INSERT OR REPLACE INTO asset_marks (project, shot, id, rating, favourite, flag, note, deleted_at)
  SELECT ?1, value ->> 'shot', value ->> 'id', value ->> 'rating', value ->> 'favourite', value ->> 'flag',
    value ->> 'note', CAST(value ->> 'deletedAt' AS INTEGER) FROM json_each(?2)`;

function deletions(table: 'prompts' | 'asset_marks', { project, shot }: Place, ids: string[]): Statement[] {
  if (ids.length === 0) return [];
  const text = `DELETE FROM ${table} WHERE project = ? AND shot = ? AND id IN (SELECT value FROM json_each(?))`;
  return [sql(text, project, shot, JSON.stringify(ids))];
}

function keysOf(shot: ShotId, ids: string[]): string[] {
  return ids.map((id) => filmRecordKey({ shot, id }));
}

type FeedNews = { kind: 'prompt' | 'mark'; records: { shot: string; id: string }[]; gone: string[] };

/** The newest row of each of these records; what is gone has none. The last statement returns feed rows. */
function filmFeedStatements(project: ProjectId, { kind, records, gone }: FeedNews): Statement[] {
  if (records.length + gone.length === 0) return [];
  const rows = JSON.stringify([
    ...records.map((value) => ({ id: filmRecordKey(value), value })),
    ...gone.map((id) => ({ id, value: null })),
  ]);
  const feed = projectRecordsFeed(project);
  return [
    sql(
      `DELETE FROM feed_rows WHERE feed = ? AND kind = ? AND id IN (SELECT value ->> 'id' FROM json_each(?))`,
      feed,
      kind,
      rows,
    ),
    sql(
      `INSERT INTO feed_rows (feed, seq, kind, id, value)
         SELECT ?1, COALESCE((SELECT f.seq FROM feeds f WHERE f.feed = ?1), 0) + row_number() OVER (ORDER BY e.key), ?2,
           e.value ->> 'id', CASE WHEN e.value ->> 'value' IS NULL THEN NULL ELSE e.value -> 'value' END
         FROM json_each(?3) e ORDER BY e.key
         RETURNING feed, seq`,
      feed,
      kind,
      rows,
    ),
  ];
}
