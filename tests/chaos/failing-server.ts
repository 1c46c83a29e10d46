import { once } from 'node:events';
import process from 'node:process';
import { z } from 'zod';
import { configOf } from '#server/config.ts';
import { openWriter } from '#server/database/libsql-driver.ts';
import { type SqlDriver, type Statement, sql } from '#server/database/sql.ts';
import { SqlError } from '#server/database/sql-error.ts';
import { createLineLog } from '#server/log/line-log.ts';
import { systemClock, systemRandom } from '#server/ports.ts';
import { startServer } from '#server/server.ts';
import { startedText } from '#shared/russian/start-text.ts';

// The server with failpoints in its database driver. They are set by messages of the parent process.

export const Failure = z.object({
  /** Which commits: those of document updates, of snapshots, or all. */
  on: z.enum(['updates', 'snapshots', 'all']),
  at: z.enum(['before commit', 'after commit']),
  by: z.enum(['kill', 'full', 'io error']),
  /** How many such commits pass first, and how many fail before all is well again. */
  skip: z.number().default(0),
  times: z.number().default(1),
});
export type Failure = z.input<typeof Failure>;

const Message = z.union([z.object({ failure: Failure }), z.object({ heal: z.literal(true) })]);

let failure: z.infer<typeof Failure> | undefined;
process.on('message', (message) => {
  const parsed = Message.parse(message);
  failure = 'failure' in parsed ? parsed.failure : undefined;
  process.send?.('ok');
});
process.on('disconnect', () => process.exit(0));

const stopped = once(process, 'SIGTERM');
const config = configOf(process.env);
{
  await using server = await startServer(config, {
    clock: systemClock,
    random: systemRandom,
    log: createLineLog((line) => process.stderr.write(line), systemClock),
    wrapDriver: (driver) => breakable(weakened(driver)),
  });
  process.stdout.write(startedText(server));
  await stopped;
}
process.disconnect();

function breakable(driver: SqlDriver): SqlDriver {
  return {
    ...driver,
    commit: async (statements) => {
      const hit = takeFailure(statements);
      if (hit?.at === 'before commit') strike(hit);
      const results = await driver.commit(statements);
      if (hit?.at === 'after commit') strike(hit);
      return results;
    },
  };
}

function takeFailure(statements: Statement[]): z.infer<typeof Failure> | undefined {
  if (!failure) return undefined;
  const { on } = failure;
  const table = on === 'updates' ? 'INSERT INTO doc_updates' : 'INSERT INTO doc_snapshots';
  if (on !== 'all' && !statements.some((statement) => statement.sql.includes(table))) return undefined;
  if (failure.skip > 0) {
    failure.skip--;
    return undefined;
  }
  const hit = failure;
  failure.times--;
  if (failure.times <= 0) failure = undefined;
  return hit;
}

function strike({ by }: Failure): never {
  if (by === 'full') throw new SqlError('SQLITE_FULL', 'database or disk is full');
  if (by === 'io error') throw new SqlError('SQLITE_IOERR_WRITE', 'disk I/O error');
  process.kill(process.pid, 'SIGKILL');
  // The signal ends the process before the next turn; nothing more is answered meanwhile.
  throw new Error('killed');
}

/** Deliberate bugs, to prove that the tests around them can fail. */
function weakened(driver: SqlDriver): SqlDriver {
  const bug = process.env.CHAOS_BUG;
  if (bug === 'ack before commit') return impatient(driver);
  if (bug === 'synchronous off') return lazy(driver, 'OFF');
  if (bug === 'synchronous normal') return lazy(driver, 'NORMAL');
  return driver;
}

function impatient(driver: SqlDriver): SqlDriver {
  return {
    ...driver,
    commit: async (statements) => {
      const isEdit = statements.every(
        (statement) => !/schema|users|sessions|projects \(/.test(statement.sql),
      );
      if (!isEdit) return driver.commit(statements);
      setTimeout(() => void driver.commit(statements).catch(() => {}), 50);
      return statements.map(() => ({ rows: [], changes: 1 }));
    },
  };
}

/** Writes through a connection of its own that does not wait for the disk. */
function lazy(driver: SqlDriver, level: 'OFF' | 'NORMAL'): SqlDriver {
  const connection = openWriter(config.databaseUrl);
  connection.read(sql(`PRAGMA synchronous = ${level}`));
  return {
    read: (statement) => driver.read(statement),
    commit: async (statements) => connection.commit(statements),
    close: async () => {
      connection.close();
      await driver.close();
    },
  };
}
