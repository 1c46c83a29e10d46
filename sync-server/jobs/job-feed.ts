import { ProjectId } from '#shared/ids.ts';
import { type Statement, sql } from '../database/sql.ts';

/** A job's title is the beginning of its prompt, or of the remark to one. */
const TITLE_CHARS = 120;
const WORDS = "COALESCE(json_extract(j.payload, '$.remark'), json_extract(j.payload, '$.text'))";

/** What a call has taken, as `moneyOf` counts it. */
const TAKEN = `CASE json_extract(c.value, '$.state') WHEN 'abandoned' THEN json_extract(c.value, '$.reserved')
  WHEN 'succeeded' THEN COALESCE(json_extract(c.value, '$.actual'), 0)
  WHEN 'failed' THEN COALESCE(json_extract(c.value, '$.actual'), 0) ELSE 0 END`;

/** A `JobRecord` (shared/jobs/job-record.ts) out of the row itself, of `jobs j`: so it is true whoever wrote last. */
const JOB_RECORD = `json_object('id', j.id, 'project', j.project,
  'kind', CASE WHEN instr(j.kind, ':') > 0 THEN substr(j.kind, 1, instr(j.kind, ':') - 1) ELSE j.kind END,
  'shot', j.shot, 'take', json_extract(j.payload, '$.take'), 'model', json_extract(j.payload, '$.model'),
  'title', substr(COALESCE(${WORDS}, ''), 1, ${TITLE_CHARS}) ||
    CASE WHEN length(${WORDS}) > ${TITLE_CHARS} THEN '…' ELSE '' END,
  'by', j.user_id, 'priority', j.priority, 'state', j.state, 'stage', j.stage, 'progress', j.progress,
  'fence', COALESCE(json_extract(j.ledger, '$.fence'), 0),
  'attempt', json_extract(j.ledger, '$.attempt'), 'maxAttempts', json_extract(j.ledger, '$.maxAttempts'),
  'wantsCancel', json(CASE WHEN json_extract(j.ledger, '$.wantsCancel') THEN 'true' ELSE 'false' END),
  'createdAt', j.created_at, 'runAt', j.run_at, 'startedAt', j.started_at, 'endedAt', j.ended_at,
  'runner', j.runner, 'fault', json(json_extract(j.ledger, '$.fault')), 'price', json(j.price),
  'spent', json((SELECT json_group_array(json_object('amount', amount, 'currency', currency)) FROM (
    SELECT sum(${TAKEN}) AS amount, json_extract(c.value, '$.currency') AS currency
      FROM json_each(j.ledger, '$.calls') c GROUP BY currency HAVING amount > 0))),
  'openCall', json((SELECT json_object('id', json_extract(c.value, '$.id'), 'state', json_extract(c.value, '$.state'),
      'recovery', json_extract(c.value, '$.recovery'), 'taskId', json_extract(c.value, '$.taskId'))
    FROM json_each(j.ledger, '$.calls') c
    WHERE json_extract(c.value, '$.state') IN ('submitted', 'intent', 'unknown') ORDER BY c.key LIMIT 1)),
  'assets', json((SELECT json_group_array(id) FROM (SELECT a.id FROM assets a WHERE a.job = j.id ORDER BY a.created_at, a.position))),
  'text', j.answer)`;

/** A damaged job has no record, and harms no other's. */
const IS_READABLE = `CASE WHEN json_valid(j.ledger) AND json_valid(j.payload)
  THEN json_type(j.ledger, '$.attempt') = 'integer' AND json_type(j.ledger, '$.calls') = 'array' ELSE 0 END`;

/** The record of a row of `feed_rows`. */
export const RECORD_OF_ROW = `CASE kind
  WHEN 'job' THEN (SELECT ${JOB_RECORD} FROM jobs j WHERE j.id = feed_rows.id AND ${IS_READABLE}) ELSE value END`;

/** The records of a project: its jobs, assets and money. */
export function projectRecordsFeed(project: ProjectId): string {
  return `p:${project}`;
}

/** The project that a feed tells of, when it is one of a project. */
export function projectOfFeed(feed: string): ProjectId | undefined {
  return feed.startsWith('p:') ? ProjectId.safeParse(feed.slice(2)).data : undefined;
}

/** Puts a job's record anew into the feed of its project; work that belongs to none has no record. */
export function jobFeedStatements(project: ProjectId | null, job: string): Statement[] {
  return project === null ? [] : [sql(JOB_ROW, projectRecordsFeed(project), 'job', job)];
}

/**
 * The newest row of one record, in place of the one before: `from` finds the one row it is made of. Takes the feed, the kind
 * and the id, and returns the number of the row.
 */
export function recordSql(select: string, from: string): string {
  return `INSERT OR REPLACE INTO feed_rows (feed, seq, kind, id, value)
    SELECT ?1, COALESCE((SELECT f.seq FROM feeds f WHERE f.feed = ?1), 0) + 1, ?2, ?3, ${select} FROM ${from}
    RETURNING feed, seq`;
}

/** What the feed keeps of `jobs j`: the state that was told. A move costs less so, and most are never looked at. */
export const TOLD_OF_JOB = 'json_quote(j.state)';

const JOB_ROW = recordSql(TOLD_OF_JOB, 'jobs j WHERE j.id = ?3');
