import { expect, test } from 'vitest';
import { fillDiskAndFree } from './disk-full.ts';

test('S4: a full disk acknowledges nothing, keeps reading and starting, and recovers by itself', async () => {
  const report = await fillDiskAndFree(1);
  console.log(`disk full: ${JSON.stringify(report)}`);
  expect(report.violations).toEqual([]);
});
