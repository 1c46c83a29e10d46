import { z } from 'zod';
import { newUlid } from '../documents/ulid.ts';
import { ours } from '../servers/ours.ts';
import type { RunningSystem } from '../servers/system.ts';
import { type Asker, askerOf, claimedOf, mustBe } from './ask.ts';
import { ANSWER, type BenchQueue, type BenchRunner, type ClaimedJob, PROMPT } from './queue.ts';

const MODEL = 'imitation/text';
const KIND = 'generate:imitation';
const PER_REQUEST = 50;
const AT_ONCE = 4;
/** A project takes ten thousand open jobs and no more. */
const PER_PROJECT = 6000;

const Code = z.object({ code: z.string() });
const Paired = z.object({ token: z.string() });
const Results = z.object({ results: z.array(z.object({ ok: z.boolean(), message: z.string().optional() })) });

/** The real server on its disk, with everything a job brings along: rights, price, records, budgets. */
export async function startOurQueue(folder: string): Promise<BenchQueue> {
  const system = await ours.start(folder);
  return new OurQueue(system);
}

class OurQueue implements BenchQueue {
  readonly key = 'ours';
  readonly #system: RunningSystem;
  readonly #shot = newUlid();

  constructor(system: RunningSystem) {
    this.#system = system;
  }

  get cpuS(): number {
    return this.#system.process.familyCpuS;
  }

  async seed(count: number): Promise<void> {
    for (let left = count; left > 0; left -= PER_PROJECT)
      await this.#seedProject(await this.#system.newProject(), Math.min(PER_PROJECT, left));
  }

  async #seedProject(project: string, count: number): Promise<void> {
    let left = count;
    const send = async (): Promise<void> => {
      const asker = askerOf(this.#system.process.origin, this.#system.headers);
      while (left > 0) {
        const size = Math.min(PER_REQUEST, left);
        left -= size;
        const mutations = Array.from({ length: size }, () => this.#newJob(project));
        const answer = mustBe(await asker.post('/api/mutations', mutations), [200]);
        const refused = Results.parse(JSON.parse(answer.body)).results.find(({ ok }) => !ok);
        if (refused) throw new Error(refused.message);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, send));
  }

  #newJob(project: string): object {
    return {
      ...{ id: newUlid(), kind: 'job.create', project, job: newUlid() },
      ...{ priority: 'batch', agreed: { amount: 0, currency: 'RUB' } },
      work: {
        ...{ kind: 'generate', project, shot: this.#shot, model: MODEL },
        ...{ prompt: newUlid(), take: newUlid(), text: PROMPT, params: {} },
      },
    };
  }

  async runner(n: number): Promise<BenchRunner> {
    const { origin } = this.#system.process;
    const admin = askerOf(origin, this.#system.headers);
    const { code } = Code.parse(JSON.parse(mustBe(await admin.post('/api/runners/codes', {}), [201]).body));
    const paired = mustBe(await admin.post('/runner/v1/pair', { code, name: `Раннер ${n}` }), [201]);
    const { token } = Paired.parse(JSON.parse(paired.body));
    return new OurRunner(askerOf(origin, { authorization: `Bearer ${token}` }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#system[Symbol.asyncDispose]();
  }
}

class OurRunner implements BenchRunner {
  readonly #asker: Asker;

  constructor(asker: Asker) {
    this.#asker = asker;
  }

  async claim(): Promise<ClaimedJob | undefined> {
    return claimedOf(
      mustBe(await this.#asker.post('/runner/v1/claim', { kinds: [KIND], waitMs: 0 }), [200, 204]),
    );
  }

  async complete({ job, fence }: ClaimedJob): Promise<void> {
    const result = { fence, files: [], text: ANSWER };
    mustBe(await this.#asker.post(`/runner/v1/jobs/${job}/complete`, result), [204]);
  }
}
