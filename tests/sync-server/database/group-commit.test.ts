import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Database } from '#server/database/database.ts';
import { openDirectDriver } from '#server/database/libsql-driver.ts';
import { sql } from '#server/database/sql.ts';

const ROUNDS = 20;

/** A database that says how many statements went into each commit. */
async function aDatabase() {
  const driver = await openDirectDriver(':memory:');
  await driver.commit([sql('CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT')]);
  const commits: number[] = [];
  const database = new Database({
    ...driver,
    commit: async (statements) => {
      commits.push(statements.length);
      await nextTurn();
      return driver.commit(statements);
    },
  });
  onTestFinished(() => database[Symbol.asyncDispose]());
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  return { database, commits };
}

const insertion = () => [sql('INSERT INTO t DEFAULT VALUES')];

test('S1: whoever writes again as soon as he has heard shares the next commit, though some are slower', async () => {
  const { database, commits } = await aDatabase();
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    nowMs += 0.001;
    return nowMs;
  });
  const writer = async (slowness: number) => {
    for (let round = 0; round < ROUNDS; round++) {
      for (let turn = 0; turn < slowness; turn++) await nextTurn();
      await database.write(insertion());
    }
  };
  await Promise.all([0, 1, 3, 6].map(writer));
  expect(commits.reduce((sum, count) => sum + count)).toBe(4 * ROUNDS);
  expect(commits.length).toBeLessThanOrEqual(ROUNDS + 4);
});

test('S1: a mate who stays away holds up nobody', async () => {
  const { database, commits } = await aDatabase();
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs++);
  await Promise.all([1, 2, 3].map(() => database.write(insertion())));
  await database.write(insertion());
  expect(commits).toEqual([3, 1]);
});
