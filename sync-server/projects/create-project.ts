import * as Y from 'yjs';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { initIndexDoc } from '#shared/documents/index-doc.ts';
import { cleanTitle } from '#shared/documents/plain-text.ts';
import type { ProjectId, UserId } from '#shared/ids.ts';
import { type Statement, sql } from '../database/sql.ts';
import { appendStatements } from '../documents/doc-log.ts';
import { projectFeedStatements } from './project-feed.ts';

export type NewProject = { project: ProjectId; name: string; user: UserId; nowMs: number };

/** A project row with its first member. Inserting an id that stands already fails as a whole. */
export function createProjectStatements({ project, name, user, nowMs }: NewProject): Statement[] {
  return [
    sql(
      'INSERT INTO projects (id, name, created_by, created_at, edited_at) VALUES (?, ?, ?, ?, ?)',
      project,
      cleanTitle(name),
      user,
      nowMs,
      nowMs,
    ),
    sql("INSERT INTO project_members (project, user_id, role) VALUES (?, ?, 'owner')", project, user),
    ...projectFeedStatements(project),
  ];
}

/** For callers that bring no document of their own: the first row of the index document, in the same transaction. */
export function firstIndexStatements({ project, name, user, nowMs }: NewProject): Statement[] {
  const doc = new Y.Doc();
  initIndexDoc(doc, name);
  const bytes = Y.encodeStateAsUpdate(doc);
  return appendStatements(docNameOf({ kind: 'index', project }), [{ bytes, user }], { head: 0, nowMs });
}
