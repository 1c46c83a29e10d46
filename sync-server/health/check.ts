import { statfs } from 'node:fs/promises';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { type Clock, type Log, silentLog, systemClock } from '../ports.ts';
import type { Health } from './routes.ts';

const FREE_MIN_BYTES = 64 * 1024 * 1024;
const FREE_LOW_BYTES = 1024 * 1024 * 1024;
/** Strangers may ask, and an answer costs a commit: one is good for a moment. */
const ANSWER_LIVES_MS = 1000;

export type ServerHealth = Health & {
  /** Room on the disk of the data, as last seen. */
  freeBytes(): number | undefined;
  /** Looks at the disk, and warns once when there is little room. */
  look(): Promise<void>;
  stop(): void;
};

type HealthPorts = {
  database: Database;
  dataDir: string;
  /** The version of the database that this program works with. */
  schemaVersion?: number;
  log?: Log;
  clock?: Clock;
  findFreeBytes?: (folder: string) => Promise<number>;
};

type Reason = 'stopping' | 'disk_full' | 'database_unwritable' | 'schema_differs';

/** What is wrong is said in the log, once a change: `/readyz` answers strangers. */
export function createHealth(ports: HealthPorts): ServerHealth {
  const { database, dataDir, log = silentLog, clock = systemClock, findFreeBytes = freeBytesOf } = ports;
  let isStopping = false;
  let isLow = false;
  let freeBytes: number | undefined;
  let told: Reason | undefined;
  let answer: { sinceMs: number; reason: Promise<Reason | undefined> } | undefined;

  async function look(): Promise<void> {
    freeBytes = await findFreeBytes(dataDir);
    const wasLow = isLow;
    isLow = freeBytes < FREE_LOW_BYTES;
    if (isLow && !wasLow) log.warn('disk_low', { freeBytes, wantedBytes: FREE_LOW_BYTES });
  }

  async function findReason(): Promise<Reason | undefined> {
    try {
      await look();
      if (freeBytes !== undefined && freeBytes < FREE_MIN_BYTES) return 'disk_full';
      const schema = await database.readOne(sql('SELECT max(version) AS version FROM schema_migrations'));
      if (ports.schemaVersion !== undefined && Number(schema?.version) !== ports.schemaVersion)
        return 'schema_differs';
      await database.write([
        sql(
          "INSERT INTO server_state (key, value) VALUES ('ready', '1') ON CONFLICT (key) DO UPDATE SET value = '1'",
        ),
      ]);
      return undefined;
    } catch {
      return 'database_unwritable';
    }
  }

  async function isReady(): Promise<boolean> {
    if (isStopping) return false;
    const nowMs = clock.nowMs();
    if (!answer || Math.abs(nowMs - answer.sinceMs) >= ANSWER_LIVES_MS) {
      answer = { sinceMs: nowMs, reason: findReason() };
    }
    const reason = await answer.reason;
    if (reason !== told) {
      if (reason) log.error('not_ready', { reason });
      else log.info('ready_again');
      told = reason;
    }
    return reason === undefined && !isStopping;
  }

  return {
    isReady,
    look,
    freeBytes: () => freeBytes,
    stop: () => {
      isStopping = true;
    },
  };
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
