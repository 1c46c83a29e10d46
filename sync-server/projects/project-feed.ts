import type { ProjectId, UserId } from '#shared/ids.ts';
import { type Statement, sql } from '../database/sql.ts';

/** What a member's record of a project says; of `project_members m` and `projects p`. */
export const PROJECT_RECORD = `json_object('id', p.id, 'name', p.name, 'role', m.role, 'shots', p.shots, 'ready', p.ready,
  'covers', json(p.covers), 'createdAt', p.created_at, 'editedAt', p.edited_at, 'trashedAt', p.trashed_at)`;

export function userFeed(user: UserId): string {
  return `u:${user}`;
}

/** Puts the project's record anew into the feed of each member; the last statement returns `(feed, seq)` rows. */
export function projectFeedStatements(project: ProjectId): Statement[] {
  return [
    sql(
      `DELETE FROM feed_rows WHERE kind = 'project' AND id = ?1
         AND feed IN (SELECT 'u:' || user_id FROM project_members WHERE project = ?1)`,
      project,
    ),
    sql(
      `INSERT INTO feed_rows (feed, seq, kind, id, value)
         SELECT 'u:' || m.user_id, COALESCE((SELECT f.seq FROM feeds f WHERE f.feed = 'u:' || m.user_id), 0) + 1,
           'project', p.id, ${PROJECT_RECORD}
         FROM project_members m JOIN projects p ON p.id = m.project WHERE p.id = ?1
         RETURNING feed, seq`,
      project,
    ),
  ];
}

/** The same for one person, to whom the record is gone when he is no member any more. */
export function memberFeedStatements(project: ProjectId, user: UserId): Statement[] {
  const feed = userFeed(user);
  return [
    sql("DELETE FROM feed_rows WHERE feed = ? AND kind = 'project' AND id = ?", feed, project),
    sql(
      `INSERT INTO feed_rows (feed, seq, kind, id, value)
         SELECT ?1, COALESCE((SELECT f.seq FROM feeds f WHERE f.feed = ?1), 0) + 1, 'project', ?2,
           (SELECT ${PROJECT_RECORD} FROM project_members m JOIN projects p ON p.id = m.project
             WHERE p.id = ?2 AND m.user_id = ?3)
         RETURNING feed, seq`,
      feed,
      project,
      user,
    ),
  ];
}
