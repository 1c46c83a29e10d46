import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { expect, onTestFinished, test } from 'vitest';
import { Database } from '#server/database/database.ts';
import { openDirectDriver } from '#server/database/libsql-driver.ts';
import { listMigrations, migrate, splitStatements } from '#server/database/migrate.ts';
import * as schema from '#server/database/schema.ts';
import { type SqlDriver, sql } from '#server/database/sql.ts';
import { openThreadedDriver } from '#server/database/threaded-driver.ts';

async function aDirectDriver(): Promise<SqlDriver> {
  const driver = await openDirectDriver(':memory:');
  onTestFinished(() => driver.close());
  return driver;
}

async function aThreadedDriver(): Promise<SqlDriver> {
  const folder = await mkdtemp(join(tmpdir(), 'raskadr-db-'));
  const driver = await openThreadedDriver(`file:${join(folder, 'test.db')}`);
  onTestFinished(async () => {
    await driver.close();
    await rm(folder, { recursive: true });
  });
  return driver;
}

for (const [name, open] of [
  ['direct', aDirectDriver],
  ['threaded', aThreadedDriver],
] as const) {
  test(`the ${name} driver keeps what it committed and nothing of what it refused`, async () => {
    const driver = await open();
    await driver.commit([sql('CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB, f REAL) STRICT')]);
    await driver.commit([
      sql('INSERT INTO t VALUES (?, ?, ?)', 1, new Uint8Array([1, 2, 3]), 0.5),
      sql('INSERT INTO t VALUES (?, ?, ?)', 2, null, null),
    ]);
    await expect(
      driver.commit([
        sql('INSERT INTO t VALUES (3, NULL, NULL)'),
        sql('INSERT INTO t VALUES (1, NULL, NULL)'),
      ]),
    ).rejects.toThrow(/UNIQUE/);
    const { columns, values } = await driver.read(sql('SELECT * FROM t ORDER BY id'));
    expect(columns).toEqual(['id', 'b', 'f']);
    expect(values).toEqual([
      [1, new Uint8Array([1, 2, 3]), 0.5],
      [2, null, null],
    ]);
  });
}

test('a lone blob is bound as a value', async () => {
  const driver = await aDirectDriver();
  const { values } = await driver.read(sql('SELECT ?', new Uint8Array([7])));
  expect(values).toEqual([[new Uint8Array([7])]]);
});

test('a value the native binding does not know is refused before it ends the process', async () => {
  const driver = await aDirectDriver();
  // What untyped code could hand in.
  const wrong = { sql: 'SELECT ?', args: [true] } as unknown as ReturnType<typeof sql>;
  await expect(driver.read(wrong)).rejects.toThrow(TypeError);
});

test('S1: units that arrive together share a commit, and one that breaks a constraint takes no other along', async () => {
  const driver = await aDirectDriver();
  await driver.commit([sql('CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT')]);
  let commits = 0;
  const database = new Database({
    ...driver,
    commit: (statements) => {
      commits++;
      return driver.commit(statements);
    },
  });
  await Promise.all([1, 2, 3].map((id) => database.write([sql('INSERT INTO t VALUES (?)', id)])));
  expect(commits).toBe(1);
  const results = await Promise.allSettled(
    [4, 1, 5].map((id) => database.write([sql('INSERT INTO t VALUES (?)', id), sql('SELECT 1')])),
  );
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await database.read(sql('SELECT id FROM t'))).toHaveLength(5);
});

test('the drizzle schema is the database that the migrations make', async () => {
  const driver = await aDirectDriver();
  await migrate(driver, await listMigrations());
  const database = new Database(driver);
  const tables = await database.read(
    sql(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_migrations'",
    ),
  );
  const described = Object.values(schema)
    .filter((table) => table instanceof SQLiteTable)
    .map(getTableConfig);
  expect(described.map((table) => table.name).sort()).toEqual(tables.map((row) => String(row.name)).sort());
  for (const table of described) {
    const columns = await database.read(
      sql(`SELECT name, type, "notnull" AS required FROM pragma_table_info('${table.name}')`),
    );
    const primary = new Set([
      ...table.columns.filter((column) => column.primary).map((column) => column.name),
      ...table.primaryKeys.flatMap((key) => key.columns.map((column) => column.name)),
    ]);
    expect(
      table.columns
        .map(
          (column) => `${column.name} ${column.getSQLType()} ${column.notNull || primary.has(column.name)}`,
        )
        .sort(),
      table.name,
    ).toEqual(
      columns
        .map(
          (row) =>
            `${row.name} ${String(row.type).toLowerCase()} ${row.required === 1 || primary.has(String(row.name))}`,
        )
        .sort(),
    );
  }
});

test('migrations run once, and a database of a newer version is left alone', async () => {
  const driver = await aDirectDriver();
  const migrations = await listMigrations();
  await migrate(driver, migrations);
  await migrate(driver, migrations);
  await driver.commit([sql("INSERT INTO schema_migrations VALUES (9999, 'future', 'x')")]);
  await expect(migrate(driver, migrations)).rejects.toThrow('newer');
});

test('a migration that was edited after it ran is refused', async () => {
  const driver = await aDirectDriver();
  const migrations = await listMigrations();
  await migrate(driver, migrations);
  const edited = migrations.map((migration) => ({ ...migration, sha256: 'other' }));
  await expect(migrate(driver, edited)).rejects.toThrow('edited');
});

test('a file of another program is refused', async () => {
  const driver = await aDirectDriver();
  await driver.commit([sql('CREATE TABLE theirs (id INTEGER)')]);
  await expect(migrate(driver, await listMigrations())).rejects.toThrow('not_ours');
});

test('statements are split at their ends, triggers stay whole', () => {
  const text = `-- a comment\nCREATE TABLE a (\n  id INTEGER -- why;\n);\n\nCREATE TRIGGER t AFTER INSERT ON a\nBEGIN\n  SELECT 1;\n  SELECT 2;\nEND;\n`;
  expect(splitStatements(text)).toHaveLength(2);
});

test('S3: the database itself refuses a hole or a doubled number in a log', async () => {
  const driver = await aDirectDriver();
  await migrate(driver, await listMigrations());
  await driver.commit([
    sql("INSERT INTO users VALUES ('u', 'u', '', 'admin', 0, NULL)"),
    sql("INSERT INTO projects (id, name, created_by, created_at, edited_at) VALUES ('p', '', 'u', 0, 0)"),
    sql("INSERT INTO docs (doc, project, kind) VALUES ('d', 'p', 'index')"),
  ]);
  const row = (seq: number) => sql("INSERT INTO doc_updates VALUES ('d', ?, x'00', x'00', NULL, 0)", seq);
  await driver.commit([row(1), row(2)]);
  await expect(driver.commit([row(4)])).rejects.toThrow(/contiguous/);
  await expect(driver.commit([row(2)])).rejects.toThrow(/contiguous/);
});
