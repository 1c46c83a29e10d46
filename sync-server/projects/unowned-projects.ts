import type { ProjectId, UserId } from '#shared/ids.ts';
import { UnownedProject } from '#shared/projects/unowned-project.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { sql } from '../database/sql.ts';
import { closeUnentitledOf } from '../documents/admit.ts';
import type { MemberContext } from './members.ts';
import { memberFeedStatements } from './project-feed.ts';

/** Of `projects p`: none of its owners can sign in, so nobody can invite, remove or bring back. */
const IS_UNOWNED = `NOT EXISTS (
  SELECT 1 FROM project_members m JOIN users u ON u.id = m.user_id
    WHERE m.project = p.id AND m.role = 'owner' AND u.disabled_at IS NULL
)`;

/** For the admins of the instance, who otherwise see nothing of projects that they are no members of. */
export async function listUnowned({ database }: Pick<MemberContext, 'database'>): Promise<UnownedProject[]> {
  const rows = await database.read(
    sql(
      `SELECT p.id, p.name, p.shots, p.trashed_at,
           (SELECT json_group_array(login) FROM (
             SELECT u.login FROM project_members m JOIN users u ON u.id = m.user_id
               WHERE m.project = p.id AND m.role = 'owner' ORDER BY u.login)) AS owners
         FROM projects p WHERE ${IS_UNOWNED} ORDER BY p.name, p.id`,
    ),
  );
  return rows.map(({ id, name, shots, trashed_at, owners }) =>
    UnownedProject.parse({
      id,
      name,
      shots,
      isTrashed: trashed_at !== null,
      owners: JSON.parse(String(owners)),
    }),
  );
}

/** Makes an admin an owner beside those who cannot sign in; they stay and own it again when they come back. */
export async function takeOver(
  context: MemberContext,
  project: ProjectId,
  by: UserId,
): Promise<Result<undefined>> {
  // The statement itself looks whether nobody owns it: an owner may have been let in again a moment ago.
  const [taken, ...told] = await context.database.write([
    sql(
      `INSERT INTO project_members (project, user_id, role)
         SELECT p.id, ?2, 'owner' FROM projects p WHERE p.id = ?1 AND ${IS_UNOWNED}
         ON CONFLICT (project, user_id) DO UPDATE SET role = excluded.role RETURNING role`,
      project,
      by,
    ),
    ...memberFeedStatements(project, by),
  ]);
  // A project that has an owner is as unknown to a stranger as one that does not exist.
  if (taken?.rows.length !== 1) return fail({ code: 'project_not_found' });
  for (const row of told.at(-1)?.rows ?? []) context.ring(String(row.feed), Number(row.seq));
  context.log.info('project_taken_over', { project, by });
  await closeUnentitledOf(context, project);
  return ok(undefined);
}
