import type { UserId } from '#shared/ids.ts';
import { RunnerId } from '#shared/jobs/job.ts';
import { Slots } from '#shared/runner/protocol.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, type Statement, sql } from '../database/sql.ts';

export type StoredRunner = {
  id: RunnerId;
  name: string;
  tokenHash: Uint8Array;
  isLocal: boolean;
  isPaused: boolean;
  kinds: string[];
  slots: Slots;
  tools: Record<string, string | null>;
  seenAtMs: number | null;
  /** How many jobs it holds. */
  busy: number;
};

const RUNNERS = `SELECT r.*, (SELECT count(*) FROM jobs j WHERE j.runner = r.id AND j.state = 'leased') AS busy
  FROM runners r WHERE r.revoked_at IS NULL`;

export async function listRunners(database: Database): Promise<StoredRunner[]> {
  return (await database.read(sql(`${RUNNERS} ORDER BY r.is_local DESC, r.created_at, r.id`))).map(runnerOf);
}

export async function findRunner(database: Database, id: RunnerId): Promise<StoredRunner | undefined> {
  const row = await database.readOne(sql(`${RUNNERS} AND r.id = ?`, id));
  return row && runnerOf(row);
}

export type RunnerKey = { id: RunnerId; tokenHash: Uint8Array; isPaused: boolean; isLocal: boolean };

/** Only what every request asks for. */
export async function findRunnerKey(database: Database, id: RunnerId): Promise<RunnerKey | undefined> {
  const row = await database.recallOne(
    sql('SELECT token_hash, is_paused, is_local FROM runners WHERE id = ? AND revoked_at IS NULL', id),
  );
  return (
    row && {
      id,
      tokenHash: bytesOf(row.token_hash),
      isPaused: row.is_paused === 1,
      isLocal: row.is_local === 1,
    }
  );
}

function runnerOf(row: SqlRow): StoredRunner {
  return {
    id: RunnerId.parse(row.id),
    name: String(row.name),
    tokenHash: bytesOf(row.token_hash),
    isLocal: row.is_local === 1,
    isPaused: row.is_paused === 1,
    kinds: JSON.parse(String(row.kinds)),
    slots: Slots.parse(JSON.parse(String(row.slots))),
    tools: JSON.parse(String(row.tools)),
    seenAtMs: row.seen_at === null ? null : Number(row.seen_at),
    busy: Number(row.busy),
  };
}

function bytesOf(value: SqlRow[string] | undefined): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError('a hash that is no bytes');
}

export type NewRunner = { id: RunnerId; name: string; tokenHash: Uint8Array; nowMs: number };

export function insertLocalRunner({ id, name, tokenHash, nowMs }: NewRunner): Statement {
  return sql(
    'INSERT INTO runners (id, name, token_hash, is_local, created_at) VALUES (?, ?, ?, 1, ?)',
    id,
    name,
    tokenHash,
    nowMs,
  );
}

/** A new key for the runner beside the server; returns its id. */
export function giveLocalRunner(id: RunnerId, tokenHash: Uint8Array): Statement {
  return sql('UPDATE runners SET token_hash = ? WHERE id = ?', tokenHash, id);
}

/** The code becomes a runner once; two that show it at the same time cannot both. The first statement returns it. */
export function spendCodeStatements(codeHash: Uint8Array, runner: NewRunner): Statement[] {
  return [
    sql(
      `INSERT INTO runners (id, name, token_hash, created_at) SELECT ?, ?, ?, ?
         WHERE EXISTS (SELECT 1 FROM pairing_codes WHERE code_hash = ? AND expires_at > ?) RETURNING id`,
      runner.id,
      runner.name,
      runner.tokenHash,
      runner.nowMs,
      codeHash,
      runner.nowMs,
    ),
    sql('DELETE FROM pairing_codes WHERE code_hash = ?', codeHash),
  ];
}

/** The last statement returns a row, unless `max` codes are waiting already. */
export function insertCodeStatements(
  codeHash: Uint8Array,
  { user, nowMs, expiresAtMs, max }: { user: UserId; nowMs: number; expiresAtMs: number; max: number },
): Statement[] {
  return [
    sql('DELETE FROM pairing_codes WHERE expires_at <= ?', nowMs),
    sql(
      `INSERT INTO pairing_codes (code_hash, created_by, expires_at) SELECT ?, ?, ?
         WHERE (SELECT count(*) FROM pairing_codes) < ? RETURNING expires_at`,
      codeHash,
      user,
      expiresAtMs,
      max,
    ),
  ];
}

export function introduceStatement(
  id: RunnerId,
  said: { version: string; kinds: string[]; slots: Slots; tools: Record<string, string | null> },
  nowMs: number,
): Statement {
  return sql(
    'UPDATE runners SET version = ?, kinds = ?, slots = ?, tools = ?, seen_at = ? WHERE id = ?',
    said.version,
    JSON.stringify(said.kinds),
    JSON.stringify(said.slots),
    JSON.stringify(said.tools),
    nowMs,
    id,
  );
}

export function seenStatement(id: RunnerId, nowMs: number): Statement {
  return sql('UPDATE runners SET seen_at = ? WHERE id = ?', nowMs, id);
}

/** Each returns the row that was changed, so that a runner that is gone is known. */
export function editStatements(
  id: RunnerId,
  { name, isPaused }: { name?: string | undefined; isPaused?: boolean | undefined },
): Statement[] {
  return [
    sql(
      `UPDATE runners SET name = COALESCE(?, name), is_paused = COALESCE(?, is_paused)
         WHERE id = ? AND revoked_at IS NULL RETURNING id`,
      name ?? null,
      isPaused === undefined ? null : Number(isPaused),
      id,
    ),
  ];
}

export function revokeStatement(id: RunnerId, nowMs: number): Statement {
  return sql('UPDATE runners SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL RETURNING id', nowMs, id);
}

export async function listJobsHeldBy(database: Database, runner: RunnerId): Promise<string[]> {
  const rows = await database.read(sql("SELECT id FROM jobs WHERE runner = ? AND state = 'leased'", runner));
  return rows.map((row) => String(row.id));
}

export async function wasLent(database: Database, job: string, runner: RunnerId): Promise<boolean> {
  return (
    (await database.readOne(sql('SELECT 1 FROM lendings WHERE job = ? AND runner = ?', job, runner))) !==
    undefined
  );
}
