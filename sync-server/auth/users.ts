import type { InstanceRole } from '#shared/account/account.ts';
import type { EditUserBody, NewUserBody, UserRecord } from '#shared/account/people.ts';
import { UserId } from '#shared/ids.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Database } from '../database/database.ts';
import { keptRule } from '../database/kept-rule.ts';
import { type SqlRow, sql } from '../database/sql.ts';
import type { AuthContext } from './auth-context.ts';
import { newUser } from './new-user.ts';
import { findWeakness } from './password-policy.ts';
import { setPassword } from './replace-password.ts';
import { insertUserAs } from './store.ts';

/** What an admin does with the users of the instance. Who may ask is the routes' business. */

export async function listUsers(database: Database): Promise<UserRecord[]> {
  const rows = await database.read(
    sql('SELECT id, login, role, created_at, disabled_at FROM users ORDER BY created_at, login'),
  );
  return rows.map(userOf);
}

export async function createUser(
  context: AuthContext,
  { login, password, role }: NewUserBody,
): Promise<Result<UserRecord>> {
  const weakness = await findWeakness(password, login);
  if (weakness) return fail(weakness);
  const user = await newUser(context, { login, password });
  if (!(await insertUserAs(context.database, { ...user, role }))) return fail({ code: 'login_taken' });
  context.log.info('user_added', { user: user.id, role });
  return ok({ id: user.id, login, role, createdAt: user.nowMs, disabledAt: null });
}

/** Another role, or the end (and the return) of signing in. Who is disabled is signed out everywhere at once. */
export async function editUser(
  { database, sessions, clock, log }: AuthContext,
  user: UserId,
  { role, disabled }: EditUserBody,
): Promise<Result<UserRecord>> {
  try {
    const [changed, ended] = await database.write([
      sql(
        `UPDATE users SET role = COALESCE(?1, role),
           disabled_at = CASE ?2 WHEN 1 THEN COALESCE(disabled_at, ?3) WHEN 0 THEN NULL ELSE disabled_at END
           WHERE id = ?4 RETURNING id, login, role, created_at, disabled_at`,
        role ?? null,
        disabled === undefined ? null : Number(disabled),
        clock.nowMs(),
        user,
      ),
      sql(
        `DELETE FROM sessions WHERE user_id = ?1 AND EXISTS (
           SELECT 1 FROM users WHERE id = ?1 AND disabled_at IS NOT NULL
         ) RETURNING id`,
        user,
      ),
    ]);
    const row = changed?.rows[0];
    if (!row) return fail({ code: 'not_found' });
    sessions.tellRevoked((ended?.rows ?? []).map(({ id }) => String(id)));
    log.info('user_changed', { user, role, disabled });
    return ok(userOf(row));
  } catch (error) {
    const rule = keptRule(error);
    if (!rule) throw error;
    return fail(rule);
  }
}

export async function resetPassword(
  context: AuthContext,
  user: UserId,
  password: string,
): Promise<Result<undefined>> {
  const row = await context.database.readOne(sql('SELECT login FROM users WHERE id = ?', user));
  if (!row) return fail({ code: 'not_found' });
  return setPassword(context, { user: { id: user, login: String(row.login) }, password });
}

function userOf(row: SqlRow): UserRecord {
  const role: InstanceRole = row.role === 'admin' ? 'admin' : 'member';
  return {
    id: UserId.parse(row.id),
    login: String(row.login),
    role,
    createdAt: Number(row.created_at),
    disabledAt: row.disabled_at === null || row.disabled_at === undefined ? null : Number(row.disabled_at),
  };
}
