import { expect, test } from 'vitest';
import { createHealth } from '#server/health/check.ts';
import type { Log } from '#server/ports.ts';
import { aCore } from '../a-core.ts';
import { aServer } from '../a-server.ts';

const GIB = 1024 ** 3;

function aNotebook() {
  const events: string[] = [];
  const note = (event: string, details?: Record<string, unknown>) =>
    events.push([event, details?.reason].filter(Boolean).join(' '));
  const log: Log = { debug: () => {}, info: note, warn: note, error: note };
  return { events, log };
}

async function aHealth(options: { schemaVersion?: number; broken?: () => boolean } = {}) {
  const { core, clock } = await aCore({
    wrap: (driver) => ({
      ...driver,
      commit: (statements) =>
        options.broken?.() ? Promise.reject(new Error('disk I/O error')) : driver.commit(statements),
    }),
  });
  const { events, log } = aNotebook();
  const disk = { free: 5 * GIB, looks: 0 };
  const findFreeBytes = async () => {
    disk.looks++;
    return disk.free;
  };
  const { schemaVersion } = options;
  const health = createHealth({
    database: core.database,
    dataDir: '/',
    log,
    clock,
    findFreeBytes,
    ...(schemaVersion === undefined ? {} : { schemaVersion }),
  });
  return { health, clock, events, disk };
}

test('a server is ready when its database takes a write', async () => {
  const { health, events } = await aHealth();
  expect(await health.isReady()).toBe(true);
  expect(events).toEqual([]);
});

test('a database that takes no write is told, and so is its recovery, once each', async () => {
  let isBroken = false;
  const { health, clock, events } = await aHealth({ broken: () => isBroken });
  isBroken = true;
  for (let i = 0; i < 3; i++) {
    expect(await health.isReady()).toBe(false);
    clock.passMs(1000);
  }
  isBroken = false;
  expect(await health.isReady()).toBe(true);
  expect(events).toEqual(['not_ready database_unwritable', 'ready_again']);
});

test('little room is a warning once, hardly any is not ready', async () => {
  const { health, clock, events, disk } = await aHealth();
  disk.free = 0.5 * GIB;
  expect(await health.isReady()).toBe(true);
  clock.passMs(1000);
  expect(await health.isReady()).toBe(true);
  disk.free = 1024;
  clock.passMs(1000);
  expect(await health.isReady()).toBe(false);
  expect(events).toEqual(['disk_low', 'not_ready disk_full']);
  expect(health.freeBytes()).toBe(1024);
});

test('a database of another version is not ready', async () => {
  const { health, events } = await aHealth({ schemaVersion: 9999 });
  expect(await health.isReady()).toBe(false);
  expect(events).toEqual(['not_ready schema_differs']);
});

test('a server that stops is not ready', async () => {
  const { health } = await aHealth();
  expect(await health.isReady()).toBe(true);
  health.stop();
  expect(await health.isReady()).toBe(false);
});

test('a crowd that asks at once costs one look', async () => {
  const { health, disk, clock } = await aHealth();
  await Promise.all(Array.from({ length: 100 }, () => health.isReady()));
  expect(disk.looks).toBe(1);
  clock.passMs(1000);
  await health.isReady();
  expect(disk.looks).toBe(2);
});

test('strangers learn from the server that it lives and whether it is ready, and nothing else', async () => {
  const { url } = await aServer();
  for (const path of ['/healthz', '/readyz']) {
    const answer = await fetch(`${url}${path}`);
    expect.soft([path, answer.status, await answer.text()]).toEqual([path, 200, '{"ok":true}']);
  }
});
