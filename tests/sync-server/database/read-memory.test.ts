import { expect, onTestFinished, test } from 'vitest';
import { Database } from '#server/database/database.ts';
import { openDirectDriver } from '#server/database/libsql-driver.ts';
import { type SqlTable, type Statement, sql } from '#server/database/sql.ts';

const NAME = sql('SELECT name FROM houses WHERE id = ?', 'H');

type Gate = { wait: Promise<void> };

/** A house and its rooms, with every read that reaches the database counted. */
async function aHouse(gate: Gate = { wait: Promise.resolve() }) {
  const driver = await openDirectDriver(':memory:');
  onTestFinished(() => driver.close());
  let reads = 0;
  const database = new Database({
    ...driver,
    read: async (statement: Statement): Promise<SqlTable> => {
      reads++;
      const table = await driver.read(statement);
      await gate.wait;
      return table;
    },
  });
  await database.write([
    sql('PRAGMA foreign_keys = ON'),
    sql('CREATE TABLE streets (id TEXT PRIMARY KEY) STRICT'),
    sql(
      'CREATE TABLE houses (id TEXT PRIMARY KEY, name TEXT, street TEXT REFERENCES streets (id) ON DELETE CASCADE)',
    ),
    sql('CREATE TABLE rooms (id TEXT PRIMARY KEY) STRICT'),
    sql("INSERT INTO streets VALUES ('S')"),
    sql("INSERT INTO houses VALUES ('H', 'Old', 'S')"),
  ]);
  return { database, reads: () => reads, name: async () => (await database.recallOne(NAME))?.name };
}

test('what is asked again is read once, until a commit names its table', async () => {
  const { database, reads, name } = await aHouse();
  expect([await name(), await name()]).toEqual(['Old', 'Old']);
  await database.write([sql("INSERT INTO rooms VALUES ('R')")]);
  expect(await name()).toBe('Old');
  expect(reads()).toBe(1);
  await database.write([sql("UPDATE houses SET name = 'New'")]);
  expect(await name()).toBe('New');
  expect(reads()).toBe(2);
});

test('it is forgotten before the writer hears that his commit is done', async () => {
  const { database, name } = await aHouse();
  await name();
  const seen = database.write([sql("UPDATE houses SET name = 'New'")]).then(name);
  expect(await seen).toBe('New');
});

test('a deletion ends all of it: it takes rows of other tables along', async () => {
  const { database, name } = await aHouse();
  await name();
  await database.write([sql("DELETE FROM streets WHERE id = 'S'")]);
  expect(await name()).toBeUndefined();
});

test('what was read before a commit and came after it is not kept', async () => {
  const gate: Gate = { wait: Promise.resolve() };
  const { database, name } = await aHouse(gate);
  const { promise, resolve } = Promise.withResolvers<void>();
  gate.wait = promise;
  const early = name();
  await database.write([sql("UPDATE houses SET name = 'New'")]);
  resolve();
  expect(await early).toBe('Old');
  expect(await name()).toBe('New');
});
