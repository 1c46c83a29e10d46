import { expect, test } from 'vitest';
import { type LockedFilm, LockedPair } from '#lib/player/locked-pair.ts';

const FPS = 24;
const TICK_S = 1 / 60;

/** A film whose decoder goes no faster than it can; every so often it stops altogether. */
class SlowFilm implements LockedFilm {
  currentTime = 0;
  playbackRate = 1;
  paused = true;
  seeking = false;
  readyState = 4;
  duration: number;
  seeks = 0;
  readonly #fastest: number;
  readonly #stalls: (atS: number) => boolean;

  constructor({
    fastest = 16,
    stalls = () => false,
    durationS = 60,
  }: { fastest?: number; stalls?: (atS: number) => boolean; durationS?: number } = {}) {
    this.#fastest = fastest;
    this.#stalls = stalls;
    this.duration = durationS;
  }

  play(): undefined {
    this.paused = false;
  }

  pause(): void {
    this.paused = true;
  }

  run(seconds: number, atS: number): void {
    this.readyState = this.#stalls(atS) ? 2 : 4;
    if (this.paused || this.readyState < 3) return;
    this.currentTime = Math.min(
      this.duration,
      this.currentTime + seconds * Math.min(this.playbackRate, this.#fastest),
    );
  }
}

/** Plays so many seconds, and answers with the drift after each, in pictures, and with how far the leader came. */
function played(leader: SlowFilm, follower: SlowFilm, { seconds = 10, speed = 1, everyTicks = 4 } = {}) {
  const pair = new LockedPair(leader, follower);
  pair.play(speed);
  const drifts: number[] = [];
  for (let tick = 0; tick < seconds / TICK_S; tick++) {
    leader.run(TICK_S, tick * TICK_S);
    follower.run(TICK_S, tick * TICK_S);
    if (tick % everyTicks === 0) pair.tick(FPS);
    if (tick % 60 === 59) drifts.push(Math.abs(pair.driftS) * FPS);
  }
  return { drifts, cameS: leader.currentTime, last: drifts.at(-1) ?? 0, pair };
}

test.each([
  ['as quick as the other', {}],
  ['a tenth too slow', { fastest: 0.9 }],
  ['half as quick as it should be', { fastest: 0.5 }],
  ['one that stops for a fifth of every second', { stalls: (atS: number) => atS % 1 < 0.2 }],
  ['slow, and stops now and then', { fastest: 0.8, stalls: (atS: number) => atS % 3 < 0.3 }],
])('V145: after ten seconds both films show the same picture: a follower %s', (_, weakness) => {
  const { last, drifts, cameS } = played(new SlowFilm(), new SlowFilm(weakness));
  expect(last).toBeLessThan(1);
  expect(drifts.slice(2).filter((drift) => drift >= 1.5)).toEqual([]);
  expect(cameS).toBeGreaterThan(4);
});

test('V145: at another speed, and with a leader that is the slow one, they keep together too', () => {
  expect(played(new SlowFilm(), new SlowFilm({ fastest: 1.9 }), { speed: 2 }).last).toBeLessThan(1);
  expect(played(new SlowFilm({ fastest: 0.7 }), new SlowFilm()).last).toBeLessThan(1);
});

test('V145: without the lock the drift of the same decoders is many pictures', () => {
  const [leader, follower] = [new SlowFilm(), new SlowFilm({ fastest: 0.9 })];
  leader.play();
  follower.play();
  for (let tick = 0; tick < 600; tick++) for (const film of [leader, follower]) film.run(TICK_S, 0);
  expect((leader.currentTime - follower.currentTime) * FPS).toBeGreaterThan(20);
});

test('V145: what begins far apart, or comes to the end and begins anew, is together at once', () => {
  const [leader, follower] = [new SlowFilm(), new SlowFilm()];
  leader.currentTime = 8;
  expect(played(leader, follower, { seconds: 1 }).last).toBeLessThan(1);
  leader.currentTime = 0;
  expect(played(leader, follower, { seconds: 1 }).last).toBeLessThan(1);
});

test('V145: standing they show the same picture; a shorter film waits at its end', () => {
  const [leader, follower] = [new SlowFilm(), new SlowFilm({ durationS: 2 })];
  const { pair } = played(leader, follower, { seconds: 1 });
  pair.pause();
  expect(follower.paused).toBe(true);
  pair.seek(1.5);
  pair.tick(FPS);
  expect([leader.currentTime, follower.currentTime]).toEqual([1.5, 1.5]);
  pair.seek(5);
  pair.tick(FPS);
  expect(follower.currentTime).toBe(2);
  pair.play(1);
  pair.tick(FPS);
  expect([leader.paused, follower.paused]).toEqual([false, true]);
});
