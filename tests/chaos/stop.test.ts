import { expect, test } from 'vitest';
import { Crowd } from './crowd.ts';
import { brokenPromises } from './kills.ts';
import { Studio } from './studio.ts';
import { until } from './wait.ts';

test('S1: a stop by SIGTERM under load ends within 5 s, says why to every client and loses nothing', async () => {
  await using studio = await Studio.create();
  const crowd = await Crowd.gather(studio);
  crowd.start(200);
  await until('edits are acknowledged', () => crowd.journal.acked > 60);
  const ending = await studio.server.stop();
  await crowd.gone();
  expect(ending).toMatchObject({ code: 0, signal: null });
  expect(ending.ms).toBeLessThan(5000);
  for (const person of crowd.people) expect(await person.closed).toEqual({ code: 1012, reason: 'stopping' });
  expect(await brokenPromises(studio, crowd.journal)).toEqual([]);
});

test('S6: a client that has stopped reading does not hold up the stop', async () => {
  await using studio = await Studio.create();
  const crowd = await Crowd.gather(studio);
  for (const person of crowd.people) person.socket.pause();
  const ending = await studio.server.stop();
  expect(ending).toMatchObject({ code: 0, signal: null });
  expect(ending.ms).toBeLessThan(5000);
  await crowd.leave();
});
