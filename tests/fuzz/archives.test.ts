import { expect, test } from 'vitest';
import { fuzzArchives } from './fuzz-archives.ts';

test('A3 A5: 2,000 damaged archives are refused with a fault or accepted soundly, never by half', async () => {
  const report = await fuzzArchives({ cases: 2000, seed: 20_261_121 });
  console.log(`fuzz of archives: ${JSON.stringify(report)}`);
  expect(report.violations).toEqual([]);
  expect(report.refused).toBeGreaterThan(1000);
  expect(report.accepted).toBeGreaterThan(100);
}, 120_000);
