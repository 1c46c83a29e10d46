import { expect, test } from 'vitest';
import { cutPowerAgainAndAgain, cutPowerOfCarelessServer } from './power-cut.ts';

test('S1: three power cuts lose nothing that was acknowledged or seen by another', async () => {
  const report = await cutPowerAgainAndAgain({ rounds: 3, seed: 1 });
  console.log(`power cuts: ${JSON.stringify(report)}`);
  expect(report.violations).toEqual([]);
  expect(report.acked).toBeGreaterThan(30);
});

test.each(['synchronous normal', 'synchronous off'])(
  'the power cut sees a server that does not wait for its disk: %s',
  async (bug) => {
    expect(await cutPowerOfCarelessServer(bug)).not.toEqual([]);
  },
);
