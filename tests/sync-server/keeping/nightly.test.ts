import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Database } from '#server/database/database.ts';
import { openDirectDriver } from '#server/database/libsql-driver.ts';
import { listMigrations, migrate } from '#server/database/migrate.ts';
import { sql } from '#server/database/sql.ts';
import { readManifest } from '#server/keeping/manifest.ts';
import { NightlyBackups } from '#server/keeping/nightly.ts';
import { silentLog } from '#server/ports.ts';
import { aFolder } from '../command/a-data-folder.ts';

const HOUR_MS = 3_600_000;
const EVENING = new Date(2026, 10, 21, 22, 0, 0).getTime();

async function aNight() {
  const folder = await aFolder();
  await mkdir(folder.path);
  const databaseUrl = `file:${join(folder.path, 'raskadr.db')}`;
  const driver = await openDirectDriver(databaseUrl);
  await migrate(driver, await listMigrations());
  const database = new Database(driver);
  onTestFinished(async () => {
    await database[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });
  const dir = join(folder.path, 'backups');
  let nowMs = EVENING;
  const logged: string[] = [];
  const note = (event: string) => void logged.push(event);
  const context = {
    database,
    databaseUrl,
    dataDir: folder.path,
    clock: { nowMs: () => nowMs },
    log: { ...silentLog, info: note, warn: note, error: note },
  };
  return {
    database,
    dir,
    logged,
    fresh: () => new NightlyBackups(context, dir),
    pass: (ms: number) => {
      nowMs += ms;
    },
    addUser: () =>
      database.write([
        sql(
          "INSERT INTO users (id, login, password_hash, role, created_at) VALUES ('x', 'анна', '', 'admin', ?)",
          nowMs,
        ),
      ]),
    names: () => readdir(dir).catch(() => [] as string[]),
  };
}

test('K7: a backup is made at two at night, once, and whole', async () => {
  const night = await aNight();
  await night.addUser();
  const backups = night.fresh();
  await backups.tick();
  night.pass(3.9 * HOUR_MS);
  await backups.tick();
  expect(await night.names()).toEqual([]);
  night.pass(0.2 * HOUR_MS);
  await Promise.all([backups.tick(), backups.tick()]);
  night.pass(HOUR_MS);
  await backups.tick();
  const [name = '', ...others] = await night.names();
  expect(others).toEqual([]);
  expect(await readManifest(join(night.dir, name))).toMatchObject({ ok: true });
  expect(backups.state).toEqual({ lastFinishedAtMs: EVENING + 4.1 * HOUR_MS, lastFailure: undefined });
  expect(night.logged).toEqual(['backup_finished']);
});

test('K7: a server that was off at night makes it up, and one that is new waits for the night', async () => {
  const night = await aNight();
  await night.fresh().tick();
  night.pass(24 * HOUR_MS);
  await night.fresh().tick();
  expect(await night.names()).toEqual([]);
  await night.addUser();
  await night.fresh().tick();
  expect(await night.names()).toEqual([]);
  night.pass(13 * HOUR_MS);
  await night.fresh().tick();
  await night.fresh().tick();
  expect(await night.names()).toHaveLength(1);
});

test('K7: fourteen are kept, the unfinished go, and what is not ours stays', async () => {
  const night = await aNight();
  await night.addUser();
  await mkdir(join(night.dir, 'raskadr-2026-11-01-020000'), { recursive: true });
  await mkdir(join(night.dir, 'фото'));
  await writeFile(join(night.dir, 'raskadr-notes.txt'), '');
  const backups = night.fresh();
  for (let n = 0; n < 16; n++) {
    night.pass(24 * HOUR_MS);
    await backups.tick();
  }
  const names = await night.names();
  expect(names).toContain('фото');
  expect(names).toContain('raskadr-notes.txt');
  expect(names.filter((name) => /^raskadr-2026/.test(name))).toHaveLength(14);
  expect(names).not.toContain('raskadr-2026-11-01-020000');
  expect(names.filter((name) => name.startsWith('raskadr-2026-11-22'))).toEqual([]);
});

test('K7: a failed one is said, tried again after an hour, and takes no older one along', async () => {
  const night = await aNight();
  await night.addUser();
  const backups = night.fresh();
  night.pass(24 * HOUR_MS);
  await backups.tick();
  const before = await night.names();
  const { rename, rm } = await import('node:fs/promises');
  await rename(night.dir, `${night.dir}.away`);
  await writeFile(night.dir, 'a file in the way');
  night.pass(24 * HOUR_MS);
  await backups.tick();
  await backups.tick();
  expect(night.logged).toEqual(['backup_finished', 'backup_failed']);
  expect(backups.state.lastFailure).toContain('нельзя писать');
  await rm(night.dir);
  await rename(`${night.dir}.away`, night.dir);
  night.pass(1.1 * HOUR_MS);
  await backups.tick();
  expect(night.logged.at(-1)).toBe('backup_finished');
  expect(backups.state.lastFailure).toBeUndefined();
  expect(await night.names()).toEqual(expect.arrayContaining(before));
});

test('K7: a backup from a time when the clock was a year ahead does not hold up the next', async () => {
  const night = await aNight();
  await night.addUser();
  night.pass(365 * 24 * HOUR_MS);
  await night.fresh().tick();
  night.pass(-364 * 24 * HOUR_MS);
  await night.fresh().tick();
  expect(await night.names()).toHaveLength(2);
});
