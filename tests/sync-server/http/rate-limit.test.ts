import { expect, test } from 'vitest';
import { RateLimiter } from '#server/http/rate-limit.ts';
import { FakeClock, MINUTE_MS } from '../auth/an-auth.ts';

test('an attempt is free again as soon as the oldest one is a quarter of an hour old', () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter(clock);
  const attempt = () => limiter.attempt('POST /api/setup', { address: '192.0.2.1' });
  for (let count = 0; count < 10; count++) {
    expect(attempt().ok).toBe(true);
    clock.advance(MINUTE_MS);
  }
  expect(attempt()).toEqual({ ok: false, fault: { code: 'too_many_requests', retryAfterS: 300 } });
  clock.advance(5 * MINUTE_MS);
  expect(attempt().ok).toBe(true);
  expect(attempt()).toMatchObject({ ok: false, fault: { retryAfterS: 60 } });
});

test('memory is bounded: behind 10,000 newer addresses the one unused longest is forgotten', () => {
  const limiter = new RateLimiter(new FakeClock());
  const attempt = (address: string) => limiter.attempt('POST /api/setup', { address }).ok;
  for (let count = 0; count < 10; count++) attempt('192.0.2.1');
  for (let other = 0; other < 9999; other++) attempt(`a${other}`);
  expect(attempt('192.0.2.1')).toBe(false);
  attempt('b');
  expect(attempt('192.0.2.1')).toBe(true);
});

test('an address that goes on trying is not forgotten for a crowd of others', () => {
  const limiter = new RateLimiter(new FakeClock());
  const attempt = (address: string) => limiter.attempt('POST /api/setup', { address }).ok;
  for (let count = 0; count < 10; count++) {
    attempt('192.0.2.1');
    for (let other = 0; other < 2000; other++) attempt(`a${count} ${other}`);
  }
  expect(attempt('192.0.2.1')).toBe(false);
});
