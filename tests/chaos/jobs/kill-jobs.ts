import { setTimeout as sleep } from 'node:timers/promises';
import { chanceOf } from '#runner/adapters/imitation/chance.ts';
import { FakeProvider, type Temper } from '../../fakes/provider.ts';
import { brokenJobPromises } from './broken-job-promises.ts';
import { JobStudio, RECOVERIES } from './job-studio.ts';
import { SecondRunner } from './second-runner.ts';
import { untilOver } from './until-over.ts';

const STARTS_MAX = 5;

export type KillJobsOptions = {
  jobs: number;
  kills: number;
  /** SIGSTOP for a while, as a lid that is closed. */
  sleeps: number;
  sleepMs?: number;
  seed: string;
  temper: Partial<Temper>;
  withinMs: number;
};

export type KillJobsReport = {
  jobs: number;
  kills: number;
  sleeps: number;
  charged: number;
  done: number;
  dead: number;
  asked: number;
  cancelled: number;
  violations: string[];
};

/** Two runners and the server are killed and put to sleep again and again while a nasty provider takes money. */
export async function killJobs(options: KillJobsOptions): Promise<KillJobsReport> {
  await using provider = await FakeProvider.start(options.temper, options.seed);
  await using studio = await JobStudio.create(provider.url);
  await using second = await SecondRunner.pair(studio);
  const chance = chanceOf('kills', options.seed);
  const prompts = new Map<string, string>();
  studio.startRunner();
  for (let i = 0; i < options.jobs; i++) {
    const recovery = RECOVERIES[i % RECOVERIES.length] ?? 'key';
    const prompt = `shot ${i}, ${recovery}`;
    prompts.set(await studio.ask(`fake-${recovery}/still`, prompt), prompt);
  }
  const toCancel = [...prompts.keys()].filter(() => chance.happens(0.04));

  let [kills, sleeps] = [0, 0];
  const endMs = performance.now() + options.withinMs;
  while (kills < options.kills || sleeps < options.sleeps) {
    if (performance.now() > endMs) throw new Error('the killing took too long');
    await sleep(chance.between(50, 500));
    const job = toCancel.pop();
    // A server that is down hears nothing of it; that is no part of this test.
    if (job) await studio.mutate({ kind: 'job.cancel', job }).catch(() => undefined);
    const victim = chance.between(0, 1);
    if (sleeps < options.sleeps && chance.happens(options.sleeps / (options.kills + options.sleeps))) {
      const sleeper = victim < 0.5 ? studio.runner : victim < 0.8 ? second.process : studio.studio.server;
      sleeper?.signal('SIGSTOP');
      await sleep(options.sleepMs ?? 1500);
      sleeper?.signal('SIGCONT');
      sleeps++;
    } else {
      if (victim < 0.45) {
        await studio.runner?.kill();
        studio.startRunner();
      } else if (victim < 0.75) await second.restart();
      else await restartServer(studio);
      kills++;
    }
  }
  await untilOver(studio, { count: prompts.size, others: [second.dataDir], withinMs: options.withinMs });
  const { jobs } = await studio.records();
  const inState = (state: string) => [...prompts.keys()].filter((id) => jobs.get(id)?.state === state).length;
  return {
    jobs: prompts.size,
    kills,
    sleeps,
    charged: provider.invoice.length,
    done: inState('done'),
    dead: inState('dead'),
    asked: inState('needs_human'),
    cancelled: inState('cancelled'),
    violations: await brokenJobPromises(studio, { provider, prompts }),
  };
}

/** A machine under load may be too slow for one start; that is not what is looked for here. */
async function restartServer({ studio }: JobStudio): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await studio.restart();
    } catch (error) {
      if (tries === STARTS_MAX) throw error;
    }
  }
}
