import { setTimeout as sleep } from 'node:timers/promises';
import { LEASE_MS } from '#shared/runner/protocol.ts';
import { FakeProvider } from '../../fakes/provider.ts';
import { until } from '../wait.ts';
import { brokenJobPromises } from './broken-job-promises.ts';
import { JobStudio, RECOVERIES } from './job-studio.ts';
import { SecondRunner } from './second-runner.ts';
import { untilOver } from './until-over.ts';

/** What is left of a lease, the look of the server at its clock, and the other runner's time to take all. */
const LONGER_MS = 15_000;

export type LongSleepReport = {
  jobs: number;
  takenOver: number;
  charged: number;
  done: number;
  asked: number;
  violations: string[];
};

/**
 * A runner is stopped in the middle of paid calls for longer than any lease, another one goes on with its work, and then
 * it wakes up and does what it was about to do.
 */
export async function sleepThroughLeases({
  jobs,
  seed,
}: {
  jobs: number;
  seed: string;
}): Promise<LongSleepReport> {
  await using provider = await FakeProvider.start({ lostAfter: 0.2, polls: 2 }, seed);
  await using studio = await JobStudio.create(provider.url);
  const prompts = new Map<string, string>();
  for (let i = 0; i < jobs; i++) {
    const recovery = RECOVERIES[i % RECOVERIES.length] ?? 'key';
    const prompt = `sleep ${i}, ${recovery}`;
    prompts.set(await studio.ask(`fake-${recovery}/still`, prompt), prompt);
  }
  const sleeper = studio.startRunner();
  // In the middle: some are paid, some are just being sent, some are only claimed.
  await until('the first are paid', async () => provider.invoice.length > jobs / 10, 30_000);
  sleeper.signal('SIGSTOP');
  await using second = await SecondRunner.pair(studio);
  await sleep(LEASE_MS + LONGER_MS);
  const takenOver = second.process.saidTimes('job_taken');
  sleeper.signal('SIGCONT');
  await untilOver(studio, { count: jobs, others: [second.dataDir], withinMs: 180_000 });
  const { jobs: records } = await studio.records();
  const inState = (state: string) =>
    [...prompts.keys()].filter((id) => records.get(id)?.state === state).length;
  const [done, asked] = [inState('done'), inState('needs_human')];
  const violations = await brokenJobPromises(studio, { provider, prompts });
  if (takenOver === 0) violations.push('nobody went on with what the sleeper held');
  if (done < jobs / 2) violations.push(`only ${done} are done`);
  return { jobs, takenOver, charged: provider.invoice.length, done, asked, violations };
}
