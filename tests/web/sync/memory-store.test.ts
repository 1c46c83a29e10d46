import { test } from 'vitest';
import { createMemoryDisk, createMemoryStore } from '#lib/sync/memory-store.ts';
import { STORE_RULES } from './store-rules.ts';

for (const [name, rule] of Object.entries(STORE_RULES)) {
  test(`memory: ${name}`, async () => {
    const disk = createMemoryDisk();
    await rule(async () => createMemoryStore(disk));
  });
}
