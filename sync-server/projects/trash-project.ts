import type { ProjectId } from '#shared/ids.ts';
import { type Statement, sql } from '../database/sql.ts';
import { projectFeedStatements } from './project-feed.ts';

/** Into the trash at `trashedAtMs`, or out of it. What lies there already keeps its moment. */
export function trashStatements(project: ProjectId, trashedAtMs: number | null): Statement[] {
  return [
    sql(
      'UPDATE projects SET trashed_at = CASE WHEN ?1 IS NULL THEN NULL ELSE COALESCE(trashed_at, ?1) END WHERE id = ?2',
      trashedAtMs,
      project,
    ),
    ...projectFeedStatements(project),
  ];
}
