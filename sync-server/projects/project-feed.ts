import type { ProjectId, UserId } from '#shared/ids.ts';
import { type Statement, sql } from '../database/sql.ts';

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
           'project', p.id, json_object('id', p.id, 'name', p.name, 'role', m.role, 'shots', p.shots,
             'ready', p.ready, 'createdAt', p.created_at, 'editedAt', p.edited_at)
         FROM project_members m JOIN projects p ON p.id = m.project WHERE p.id = ?1
         RETURNING feed, seq`,
      project,
    ),
  ];
}
