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

/** Takes the place of sessions that are over, so they do not gather. */
export async function insertSession(
  database: Database,
  { id, secretHash, user, userAgent, nowMs }: NewSession,
  { createdBefore, renewedBefore }: SessionDeadlines,
): Promise<void> {
  await database.write([
    sql('DELETE FROM sessions WHERE created_at <= ? OR renewed_at <= ?', createdBefore, renewedBefore),
    sql(
      `INSERT INTO sessions (id, secret_hash, user_id, created_at, renewed_at, user_agent) VALUES (?, ?, ?, ?, ?, ?)`,
      id,
      secretHash,
      user,
      nowMs,
      nowMs,
      userAgent,
    ),
  ]);
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

/** Another password, and the end of all sessions but one, together. Returns the ids of the sessions that ended. */
export async function updatePassword(
  database: Database,
  { user, passwordHash, kept }: { user: UserId; passwordHash: string; kept: KeptSession | undefined },
): Promise<string[]> {
  const [, ended] = await database.write([
    sql('UPDATE users SET password_hash = ? WHERE id = ?', passwordHash, user),
    sql('DELETE FROM sessions WHERE user_id = ? AND id <> ? RETURNING id', user, kept?.id ?? ''),
    ...(kept ? [sql('UPDATE sessions SET secret_hash = ? WHERE id = ?', kept.secretHash, kept.id)] : []),
  ]);
  return (ended?.rows ?? []).map((row) => String(row.id));
}
