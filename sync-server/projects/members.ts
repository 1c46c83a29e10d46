import type { ProjectId, UserId } from '#shared/ids.ts';
import { Member, type PutMember } from '#shared/projects/member.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { findUser } from '../auth/store.ts';
import type { Database } from '../database/database.ts';
import { keptRule } from '../database/kept-rule.ts';
import { type Statement, sql } from '../database/sql.ts';
import { closeUnentitledOf } from '../documents/admit.ts';
import type { Rooms } from '../documents/rooms.ts';
import type { Log } from '../ports.ts';
import { findAccess } from './access.ts';
import { memberFeedStatements } from './project-feed.ts';

export type MemberContext = {
  database: Database;
  rooms: Rooms;
  log: Log;
  ring(feed: string, seq: number): void;
};

/** Who asks, and of which project. */
export type MemberRequest = { project: ProjectId; by: UserId };

export async function listMembers(
  { database }: MemberContext,
  { project, by }: MemberRequest,
): Promise<Result<Member[]>> {
  if (!(await findAccess(database, project, by))) return fail({ code: 'project_not_found' });
  const rows = await database.read(
    sql(
      `SELECT m.user_id, u.login, m.role FROM project_members m JOIN users u ON u.id = m.user_id
         WHERE m.project = ? ORDER BY m.role <> 'owner', m.role <> 'editor', u.login`,
      project,
    ),
  );
  return ok(rows.map(({ user_id, login, role }) => Member.parse({ user: user_id, login, role })));
}

/** Adds a user to a project, or gives a member another role. */
export async function putMember(
  context: MemberContext,
  request: MemberRequest,
  { login, role }: PutMember,
): Promise<Result<Member[]>> {
  const { project, by } = request;
  const access = await findAccess(context.database, project, by);
  if (!access) return fail({ code: 'project_not_found' });
  if (access.role !== 'owner') return fail({ code: 'forbidden' });
  const user = await findUser(context.database, login);
  if (!user || (user.disabledAt !== null && !(await findAccess(context.database, project, user.id)))) {
    return fail({ code: 'user_not_found', login });
  }
  const change = sql(
    `INSERT INTO project_members (project, user_id, role)
       SELECT ?1, ?2, ?3 WHERE EXISTS (
         SELECT 1 FROM project_members WHERE project = ?1 AND user_id = ?4 AND role = 'owner'
       )
       ON CONFLICT (project, user_id) DO UPDATE SET role = excluded.role RETURNING role`,
    project,
    user.id,
    role,
    by,
  );
  return changeMember(context, request, { member: user.id, change, role });
}

/** Only an owner takes others out; anybody may leave. */
export async function removeMember(
  context: MemberContext,
  request: MemberRequest,
  login: string,
): Promise<Result<Member[]>> {
  const { project, by } = request;
  const access = await findAccess(context.database, project, by);
  if (!access) return fail({ code: 'project_not_found' });
  const user = await findUser(context.database, login);
  if (user?.id !== by && access.role !== 'owner') return fail({ code: 'forbidden' });
  if (!user || !(await findAccess(context.database, project, user.id))) {
    return fail({ code: 'user_not_found', login });
  }
  const change = sql(
    `DELETE FROM project_members WHERE project = ?1 AND user_id = ?2 AND (?2 = ?3 OR EXISTS (
       SELECT 1 FROM project_members WHERE project = ?1 AND user_id = ?3 AND role = 'owner'
     )) RETURNING role`,
    project,
    user.id,
    by,
  );
  return changeMember(context, request, { member: user.id, change, role: null });
}

/** `change` looks once more whether `by` may: another owner may have decided about him a moment ago. */
async function changeMember(
  context: MemberContext,
  request: MemberRequest,
  { member, change, role }: { member: UserId; change: Statement; role: string | null },
): Promise<Result<Member[]>> {
  const { project, by } = request;
  try {
    const results = await context.database.write([change, ...memberFeedStatements(project, member)]);
    if (results[0]?.rows.length === 0) return fail({ code: 'forbidden' });
    for (const row of results.at(-1)?.rows ?? []) context.ring(String(row.feed), Number(row.seq));
  } catch (error) {
    const rule = keptRule(error);
    if (!rule) throw error;
    return fail(rule);
  }
  context.log.info('member_changed', { project, user: member, role, by });
  await closeUnentitledOf(context, project);
  const left = await listMembers(context, request);
  // Who has just left sees nobody any more.
  return left.ok ? left : ok([]);
}
