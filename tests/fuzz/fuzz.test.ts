import { expect, test } from 'vitest';
import { fuzzRooms } from './fuzz-rooms.ts';
import { fuzzSockets } from './fuzz-sockets.ts';

const SEED = 20_261_121;

test('S2: 1,600 damaged frames change nothing or the same in every replica', async () => {
  const report = await fuzzRooms({ cases: 1600, seed: SEED });
  console.log(`fuzz of rooms: ${JSON.stringify(report)}`);
  expect(report.violations).toEqual([]);
  expect(report.refused).toBeGreaterThan(1000);
  expect(report.accepted).toBeGreaterThan(100);
});

test('S2 S6: 400 damaged frames through sockets harm neither the server nor who listens', async () => {
  const report = await fuzzSockets({ cases: 400, seed: SEED });
  console.log(`fuzz of sockets: ${JSON.stringify(report)}`);
  expect(report.violations).toEqual([]);
  expect(report.refused).toBeGreaterThan(100);
  expect(report.accepted).toBeGreaterThan(50);
});
