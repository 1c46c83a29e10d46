import type { SystemKey } from '../servers/system.ts';

/** A queue under test: seeded with jobs, and asked over HTTP as a runner asks. */
export interface BenchQueue extends AsyncDisposable {
  readonly key: SystemKey;
  /** Puts so many jobs in. */
  seed(count: number): Promise<void>;
  runner(n: number): Promise<BenchRunner>;
  /** Processor time of all its processes so far. */
  readonly cpuS: number;
}

/** One runner: a claim and the end of what was claimed are a request each. */
export type BenchRunner = {
  /** Nothing when nothing waits. */
  claim(): Promise<ClaimedJob | undefined>;
  complete(job: ClaimedJob): Promise<void>;
};

export type ClaimedJob = { job: string; fence: number };

/** Of the size of a real one. */
export const PROMPT =
  'Рассвет над морем, крупный план, тёплый свет, лёгкий туман, камера медленно отъезжает. '.repeat(3);
export const ANSWER = 'Море светлеет; туман уходит к берегу, и лодка становится видна целиком.';
