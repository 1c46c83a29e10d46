import { and, desc, eq, gt, isNull, sql as term } from 'drizzle-orm';
import type { InstanceRole } from '#shared/account/account.ts';
import { UserId } from '#shared/ids.ts';
import type { Database } from '../database/database.ts';
import { sessions, users } from '../database/schema.ts';
import { type Statement, sql } from '../database/sql.ts';

export type NewUser = { id: UserId; login: string; passwordHash: string; nowMs: number };
export type NewSession = {
  id: string;
  secretHash: Uint8Array;
  user: UserId;
  userAgent: string;
  nowMs: number;
  passwordHash: string | undefined;
};
export type StoredSession = {
  user: UserId;
  login: string;
  role: InstanceRole;
  secretHash: Uint8Array;
  createdAt: number;
  renewedAt: number;
};

/** A session that goes on under another secret. */
export type KeptSession = { id: string; secretHash: Uint8Array };

/** Sessions begun or last used at these moments or earlier are over. */
export type SessionDeadlines = { createdBefore: number; renewedBefore: number };

export async function hasUsers(database: Database): Promise<boolean> {
  const rows = await database.query.select({ id: users.id }).from(users).limit(1);
  return rows.length > 0;
}

/** Nothing when any user exists: the database itself decides between two that come at once. */
export async function insertFirstUser(database: Database, user: NewUser): Promise<InstanceRole | undefined> {
  return insertUser(
    database,
    sql(
      `INSERT INTO users (id, login, password_hash, role, created_at)
         SELECT ?, ?, ?, 'admin', ? WHERE NOT EXISTS (SELECT 1 FROM users) RETURNING role`,
      user.id,
      user.login,
      user.passwordHash,
      user.nowMs,
    ),
  );
}

/** The first user is the admin, later ones are members. Nothing when the login is taken. */
export async function insertAnyUser(database: Database, user: NewUser): Promise<InstanceRole | undefined> {
  return insertUser(
    database,
    sql(
      `INSERT INTO users (id, login, password_hash, role, created_at)
         SELECT ?, ?, ?, iif(EXISTS (SELECT 1 FROM users), 'member', 'admin'), ? WHERE true
         ON CONFLICT (login) DO NOTHING RETURNING role`,
      user.id,
      user.login,
      user.passwordHash,
      user.nowMs,
    ),
  );
}

/** Nothing when the login is taken. */
export async function insertUserAs(
  database: Database,
  { id, login, passwordHash, nowMs, role }: NewUser & { role: InstanceRole },
): Promise<InstanceRole | undefined> {
  return insertUser(
    database,
    sql(
      `INSERT INTO users (id, login, password_hash, role, created_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (login) DO NOTHING RETURNING role`,
      id,
      login,
      passwordHash,
      role,
      nowMs,
    ),
  );
}

async function insertUser(database: Database, statement: Statement): Promise<InstanceRole | undefined> {
  const [result] = await database.write([statement]);
  const role = result?.rows[0]?.role;
  return role === 'admin' || role === 'member' ? role : undefined;
}

export async function findUser(database: Database, login: string) {
  const rows = await database.query.select().from(users).where(eq(users.login, login)).limit(1);
  return rows[0] && { ...rows[0], id: UserId.parse(rows[0].id) };
}

/**
 * Takes the place of sessions that are over, so they do not gather. With a password hash it begins only while that is
 * still the password: checking one takes long enough for another to be set meanwhile. Says whether it began.
 */
export async function insertSession(
  database: Database,
  { id, secretHash, user, userAgent, nowMs, passwordHash }: NewSession,
  { createdBefore, renewedBefore }: SessionDeadlines,
): Promise<boolean> {
  const [, inserted] = await database.write([
    sql('DELETE FROM sessions WHERE created_at <= ? OR renewed_at <= ?', createdBefore, renewedBefore),
    sql(
      `INSERT INTO sessions (id, secret_hash, user_id, created_at, renewed_at, user_agent)
         SELECT ?1, ?2, ?3, ?4, ?4, ?5
         WHERE ?6 IS NULL OR EXISTS (SELECT 1 FROM users WHERE id = ?3 AND password_hash = ?6)
         RETURNING id`,
      id,
      secretHash,
      user,
      nowMs,
      userAgent,
      passwordHash ?? null,
    ),
  ]);
  return inserted?.rows.length === 1;
}

export async function findLiveSession(
  database: Database,
  id: string,
  deadlines: SessionDeadlines,
): Promise<StoredSession | undefined> {
  const rows = await database.query
    .select({
      user: users.id,
      login: users.login,
      role: users.role,
      secretHash: sessions.secretHash,
      createdAt: sessions.createdAt,
      renewedAt: sessions.renewedAt,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, id), isLive(deadlines)))
    .limit(1);
  return rows[0] && { ...rows[0], user: UserId.parse(rows[0].user) };
}

export async function listLiveSessions(
  database: Database,
  ids: string[],
  deadlines: SessionDeadlines,
): Promise<string[]> {
  const rows = await database.query
    .select({ id: sessions.id })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(term`${sessions.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`, isLive(deadlines)),
    );
  return rows.map((row) => row.id);
}

function isLive({ createdBefore, renewedBefore }: SessionDeadlines) {
  return and(
    isNull(users.disabledAt),
    gt(sessions.createdAt, createdBefore),
    gt(sessions.renewedAt, renewedBefore),
  );
}

export async function renewSession(database: Database, id: string, nowMs: number): Promise<void> {
  await database.write([sql('UPDATE sessions SET renewed_at = ? WHERE id = ?', nowMs, id)]);
}

export async function deleteSession(database: Database, id: string): Promise<void> {
  await database.write([sql('DELETE FROM sessions WHERE id = ?', id)]);
}

/** The user's sessions that are not over, the one used last first. */
export function listSessionsOf(database: Database, user: UserId, deadlines: SessionDeadlines) {
  return database.query
    .select({
      id: sessions.id,
      createdAt: sessions.createdAt,
      renewedAt: sessions.renewedAt,
      userAgent: sessions.userAgent,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.userId, user), isLive(deadlines)))
    .orderBy(desc(sessions.renewedAt));
}

/** Returns the ids of what was deleted. */
export async function deleteSessionsOf(database: Database, user: UserId, except: string): Promise<string[]> {
  const [result] = await database.write([
    sql('DELETE FROM sessions WHERE user_id = ? AND id <> ? RETURNING id', user, except),
  ]);
  return (result?.rows ?? []).map((row) => String(row.id));
}

export type NewPassword = {
  user: UserId;
  passwordHash: string;
  /** The hash that must still stand. */
  instead?: string | undefined;
  kept?: KeptSession | undefined;
};

/**
 * Another password, and the end of all sessions but one, together. Returns the ids of the sessions that ended, or
 * nothing when the password to be replaced is not there any more: then all stays as it is.
 */
export async function updatePassword(
  database: Database,
  { user, passwordHash, instead, kept }: NewPassword,
): Promise<string[] | undefined> {
  const isNew = 'EXISTS (SELECT 1 FROM users WHERE id = ?1 AND password_hash = ?2)';
  const [changed, ended] = await database.write([
    sql(
      'UPDATE users SET password_hash = ?1 WHERE id = ?2 AND (?3 IS NULL OR password_hash = ?3) RETURNING id',
      passwordHash,
      user,
      instead ?? null,
    ),
    sql(
      `DELETE FROM sessions WHERE user_id = ?1 AND ${isNew} AND id <> ?3 RETURNING id`,
      user,
      passwordHash,
      kept?.id ?? '',
    ),
    ...(kept
      ? [
          sql(
            `UPDATE sessions SET secret_hash = ?3 WHERE user_id = ?1 AND ${isNew} AND id = ?4`,
            user,
            passwordHash,
            kept.secretHash,
            kept.id,
          ),
        ]
      : []),
  ]);
  if (changed?.rows.length !== 1) return undefined;
  return (ended?.rows ?? []).map((row) => String(row.id));
}
