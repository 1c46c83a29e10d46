import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Core, createCore } from '#server/core.ts';
import { openDirectDriver } from '#server/database/libsql-driver.ts';
import { listMigrations } from '#server/database/migrate.ts';
import { type SqlDriver, type Statement, sql } from '#server/database/sql.ts';
import { findNextMs, fireSchedules } from '#server/jobs/schedules.ts';
import { silentLog, systemRandom } from '#server/ports.ts';
import { createProjectStatements } from '#server/projects/create-project.ts';
import { PROJECT, USER } from '../a-core.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.parse('2026-11-21T00:30:00Z');

type Server = { core: Core; clock: { nowMs(): number; atMs: number } };

/** Servers on one file: one after the other, or, should ever a lock fail, beside each other. */
async function aHouseOnDisk() {
  const folder = await mkdtemp(join(tmpdir(), 'raskadr-schedules-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const start = async (wrap: (driver: SqlDriver) => SqlDriver = (driver) => driver): Promise<Server> => {
    const driver = await openDirectDriver(`file:${join(folder, 'raskadr.db')}`);
    onTestFinished(() => driver.close());
    const clock = { atMs: START_MS, nowMs: () => clock.atMs };
    const ports = { clock, random: systemRandom, log: silentLog, migrations: await listMigrations() };
    return { core: await createCore({ ...ports, driver: wrap(driver) }), clock };
  };
  const first = await start();
  await first.core.database.write([
    sql(
      "INSERT INTO users (id, login, password_hash, role, created_at) VALUES (?, 'анна', '', 'admin', 0)",
      USER,
    ),
    ...createProjectStatements({ project: PROJECT, name: 'Фильм', user: USER, nowMs: START_MS }),
    sql(
      `INSERT INTO schedules (id, project, user_id, cron, time_zone, kind, payload, priority)
         VALUES ('S1', ?, ?, '0 * * * *', 'UTC', 'generate', '{}', 10)`,
      PROJECT,
      USER,
    ),
  ]);
  await fireSchedules(first.core.jobs);
  return { first, start };
}

async function momentsOf({ core }: Server): Promise<string[]> {
  const rows = await core.database.read(sql('SELECT dedupe_key FROM jobs ORDER BY dedupe_key'));
  return rows.map(({ dedupe_key }) => new Date(Number(String(dedupe_key).split(':')[2])).toISOString());
}

test.each([
  ['Europe/Berlin', '30 2 * * *'],
  ['America/New_York', '30 2 * * *'],
  ['Australia/Lord_Howe', '15 2 * * *'],
  ['America/Santiago', '30 0 * * *'],
  ['Asia/Kathmandu', '30 2 * * *'],
  ['UTC', '0 0 * * *'],
])('J19: in %s a daily rule has one moment on every day of a year, also where clocks jump', (zone, cron) => {
  const dayOf = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short' });
  const days: string[] = [];
  const endMs = Date.parse('2027-06-01T00:00:00Z');
  for (let atMs = Date.parse('2026-01-01T12:00:00Z'); ; ) {
    const nextMs = findNextMs(cron, zone, atMs);
    if (nextMs === undefined || nextMs > endMs) break;
    expect(nextMs).toBeGreaterThan(atMs);
    days.push(dayOf.format(nextMs));
    atMs = nextMs;
  }
  expect(new Set(days).size).toBe(days.length);
  expect(days.length).toBeGreaterThanOrEqual((endMs - Date.parse('2026-01-01T12:00:00Z')) / DAY_MS - 2);
});

test('J19: two servers that look at the same moment, with clocks a little apart, make one job at each', async () => {
  const { first, start } = await aHouseOnDisk();
  const second = await start();
  for (let hour = 1; hour <= 30; hour++) {
    first.clock.atMs = START_MS + hour * HOUR_MS;
    // Sometimes ahead, sometimes behind, now and then by a whole moment.
    second.clock.atMs = first.clock.atMs + ((hour % 5) - 2) * 31 * 60_000;
    await Promise.all([fireSchedules(first.core.jobs), fireSchedules(second.core.jobs)]);
  }
  const moments = await momentsOf(first);
  expect(new Set(moments).size).toBe(moments.length);
  expect(moments.length).toBeGreaterThanOrEqual(29);
});

test.each([
  ['before it was written', 'before'],
  ['after it was written and before it was told', 'after'],
] as const)(
  'J19: a server that dies at the moment, %s, has made one job when it is back',
  async (_, when) => {
    const { start } = await aHouseOnDisk();
    const dying = await start((driver) => ({
      ...driver,
      commit: async (statements: Statement[]) => {
        if (when === 'after') await driver.commit(statements);
        throw new Error('killed');
      },
    }));
    dying.clock.atMs = START_MS + HOUR_MS;
    await fireSchedules(dying.core.jobs).catch(() => undefined);
    const next = await start();
    for (const minutes of [0, 1, 2]) {
      next.clock.atMs = START_MS + HOUR_MS + minutes * 60_000;
      await fireSchedules(next.core.jobs);
    }
    expect(await momentsOf(next)).toEqual(['2026-11-21T01:00:00.000Z']);
  },
);

test('J19: a rule that was paused or changed while it was looked at does not fire, nor is the change lost', async () => {
  const { first, start } = await aHouseOnDisk();
  const changes = [
    'UPDATE schedules SET is_on = 0',
    "UPDATE schedules SET cron = '30 4 * * *', next_at = NULL",
  ];
  for (const change of changes) {
    await first.core.database.write([sql('UPDATE schedules SET is_on = 1')]);
    let isChanged = false;
    const looking = await start((driver) => ({
      ...driver,
      commit: async (statements: Statement[]) => {
        if (!isChanged) await driver.commit([sql(change)]);
        isChanged = true;
        return driver.commit(statements);
      },
    }));
    looking.clock.atMs = START_MS + HOUR_MS;
    await fireSchedules(looking.core.jobs);
  }
  expect(await momentsOf(first)).toEqual([]);
  const later = await start();
  later.clock.atMs = START_MS + HOUR_MS;
  await fireSchedules(later.core.jobs);
  const [row] = await later.core.database.read(sql('SELECT cron, is_on, next_at FROM schedules'));
  expect(row).toEqual({ cron: '30 4 * * *', is_on: 1, next_at: Date.parse('2026-11-21T04:30:00Z') });
});
