import { createUlid } from '#shared/ulid.ts';
import { Database } from './database/database.ts';
import { type Migration, migrate } from './database/migrate.ts';
import { type SqlDriver, sql } from './database/sql.ts';
import { readUnreadShots } from './documents/read-unread-shots.ts';
import { ROOM_LIMITS, type RoomLimits, Rooms } from './documents/rooms.ts';
import { Bells } from './feeds/bells.ts';
import { LocalDispatcher } from './jobs/dispatcher.ts';
import { DueJobs } from './jobs/due-jobs.ts';
import type { JobContext } from './jobs/job-context.ts';
import { projectRecordsFeed } from './jobs/job-feed.ts';
import { LentJobs } from './jobs/lent-jobs.ts';
import { holdRestoredJobs } from './jobs/restored-jobs.ts';
import { meteredDriver } from './metrics/metered-driver.ts';
import { ServerMetrics } from './metrics/server-metrics.ts';
import type { Clock, Log, Random } from './ports.ts';
import { userFeed } from './projects/project-feed.ts';

export type CorePorts = {
  driver: SqlDriver;
  migrations: Migration[];
  clock: Clock;
  random: Random;
  log: Log;
  roomLimits?: RoomLimits;
};

/** The server without its network: the database, the documents and the bell of the record feeds. */
export type Core = {
  database: Database;
  epoch: string;
  rooms: Rooms;
  metrics: ServerMetrics;
  clock: Clock;
  random: Random;
  log: Log;
  /** The ledger of what takes time or money. */
  jobs: JobContext;
  /** Who listens to feeds without a document. */
  bells: Bells;
  ring(feed: string, seq: number): void;
};

export async function createCore(ports: CorePorts): Promise<Core> {
  const { driver, migrations, clock, random, log, roomLimits = ROOM_LIMITS } = ports;
  await migrate(driver, migrations);
  const metrics = new ServerMetrics();
  const database = new Database(meteredDriver(driver, metrics));
  // Read first: a server whose disk is full must still start and show what it has.
  const known = await findEpoch(database);
  const epoch = known ?? newEpoch(clock, random);
  const bells = new Bells({ database, log, epoch });
  const ring = (feed: string, seq: number) => {
    for (const connection of rooms.connections()) {
      const { address } = connection.room;
      if (address.kind !== 'index') continue;
      if (userFeed(connection.caller.user) === feed || projectRecordsFeed(address.project) === feed)
        connection.ring(feed, seq);
    }
    bells.ring(feed, seq);
  };
  const ledger = { database, nowMs: () => clock.nowMs(), dispatcher: new LocalDispatcher() };
  const jobs = { ...ledger, due: new DueJobs(ledger), lent: new LentJobs(), ring };
  // The name comes last: killed before it, the next start does the rest.
  if (!known) await beginHistory(jobs, epoch);
  await readUnreadShots(database, log);
  const rooms = new Rooms({ database, metrics, clock, log, epoch, ring }, roomLimits);
  return { database, epoch, rooms, metrics, clock, random, log, jobs, bells, ring };
}

/** Names this history of the data. A restored backup gets another one, and clients push again what it lacks. */
function newEpoch(clock: Clock, random: Random): string {
  return createUlid({ nowMs: () => clock.nowMs(), randomByte: () => random.bytes(1)[0] ?? 0 });
}

async function beginHistory(jobs: JobContext, epoch: string): Promise<void> {
  await holdRestoredJobs(jobs);
  await jobs.database.write([sql("INSERT INTO server_state (key, value) VALUES ('epoch', ?)", epoch)]);
}

async function findEpoch(database: Database): Promise<string | undefined> {
  const row = await database.readOne(sql("SELECT value FROM server_state WHERE key = 'epoch'"));
  return row && String(row.value);
}
