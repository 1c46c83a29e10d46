import { expect, test } from 'vitest';
import { systemRandom } from '#server/ports.ts';

test('random bytes are handed out once, however many are asked for', () => {
  const counts = [9, 32, 1000, 1, 9, 4096, 10_000];
  const seen = new Set<string>();
  let asked = 0;
  for (let round = 0; round < 500; round++) {
    for (const count of counts) {
      const bytes = systemRandom.bytes(count);
      expect(bytes).toHaveLength(count);
      if (count < 9) continue;
      seen.add(Buffer.from(bytes.subarray(0, 9)).toString('hex'));
      asked++;
    }
  }
  expect(seen.size).toBe(asked);
});

test('whoever holds what was handed out can change nothing of what comes', () => {
  const taken = systemRandom.bytes(9);
  const before = Buffer.from(taken).toString('hex');
  new Uint8Array(taken.buffer).fill(1);
  for (let n = 0; n < 50; n++) {
    const next = Buffer.from(systemRandom.bytes(9)).toString('hex');
    expect(next).not.toBe('01'.repeat(9));
    expect(next).not.toBe(before);
  }
});
