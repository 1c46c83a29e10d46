import { expect, test } from 'vitest';
import { ModelId } from '#shared/catalogue/model.ts';
import { JobId } from '#shared/jobs/job.ts';
import { placeInQueue, typicalMsByModel, waitsTooLong } from '#shared/jobs/queue-figures.ts';

const ID = '01JXT22F1SEB16182Y36SZ9G6';

function aJob(digit: string, { priority = 100, createdAt = 0, state = 'ready' as const } = {}) {
  return { id: JobId.parse(`${ID}${digit}`), state, priority, createdAt };
}

test('the place in the queue goes by priority, then by age, then by id', () => {
  const jobs = [
    aJob('1', { priority: 50 }),
    aJob('2', { createdAt: 5 }),
    aJob('4', { createdAt: 1 }),
    aJob('3', { createdAt: 1 }),
  ];
  expect(jobs.map((job) => placeInQueue(job, jobs))).toEqual([4, 3, 2, 1]);
});

test('what a runner has taken has no place in the queue and takes none from others', () => {
  const taken = { ...aJob('1'), state: 'leased' as const };
  const waits = aJob('2');
  expect([placeInQueue(taken, [taken, waits]), placeInQueue(waits, [taken, waits])]).toEqual([undefined, 1]);
});

test('the typical time is the median of what is done', () => {
  const model = ModelId.parse('imitation/image');
  const done = (ms: number) => ({ model, state: 'done' as const, startedAt: 10, endedAt: 10 + ms });
  const dead = { model, state: 'dead' as const, startedAt: 0, endedAt: 900 };
  expect(typicalMsByModel([done(5), dead, done(1), done(90)]).get(model)).toBe(5);
  expect(typicalMsByModel([done(4), done(8)]).get(model)).toBe(6);
  expect(typicalMsByModel([dead]).size).toBe(0);
});

test('a job waits too long only when it could have begun', () => {
  const job = { state: 'ready' as const, runAt: 0, createdAt: 0 };
  expect(waitsTooLong(job, 3000)).toBe(false);
  expect(waitsTooLong(job, 3001)).toBe(true);
  expect(waitsTooLong({ ...job, runAt: 60_000 }, 62_000)).toBe(false);
  expect(waitsTooLong({ ...job, state: 'leased' }, 60_000)).toBe(false);
});
