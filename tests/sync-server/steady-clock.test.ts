import { expect, test } from 'vitest';
import { steadyClock } from '#server/ports.ts';

const HOUR_MS = 3_600_000;

function aMachine() {
  const machine = { wallMs: 10 * HOUR_MS, passedMs: 0 };
  const clock = steadyClock(
    () => machine.wallMs,
    () => machine.passedMs,
  );
  const pass = (ms: number) => {
    machine.wallMs += ms;
    machine.passedMs += ms;
  };
  return { machine, clock, pass };
}

test('J1: a clock that is put back goes on from where it stood, at its usual pace', () => {
  const { machine, clock, pass } = aMachine();
  pass(5000);
  expect(clock.nowMs()).toBe(10 * HOUR_MS + 5000);
  machine.wallMs -= HOUR_MS;
  for (let n = 0; n < 1000; n++) {
    pass(0.5);
    clock.nowMs();
  }
  expect(clock.nowMs()).toBe(10 * HOUR_MS + 5500);
});

test('J1: put forward again it is right again, and a small correction changes nothing', () => {
  const { machine, clock, pass } = aMachine();
  machine.wallMs -= HOUR_MS;
  clock.nowMs();
  machine.wallMs += HOUR_MS;
  pass(2000);
  expect(clock.nowMs()).toBe(10 * HOUR_MS + 2000);
  machine.wallMs -= 300;
  pass(100);
  expect(clock.nowMs()).toBe(10 * HOUR_MS + 2000);
  pass(300);
  expect(clock.nowMs()).toBe(10 * HOUR_MS + 2100);
  machine.wallMs += 5 * HOUR_MS;
  expect(clock.nowMs()).toBe(15 * HOUR_MS + 2100);
});
