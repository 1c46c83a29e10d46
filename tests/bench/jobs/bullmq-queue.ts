import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newUlid } from '../documents/ulid.ts';
import { installPeer } from '../servers/install-peer.ts';
import { ServerProcess } from '../servers/server-process.ts';
import { askerOf, claimedOf, mustBe } from './ask.ts';
import { ANSWER, type BenchQueue, type BenchRunner, PROMPT } from './queue.ts';

const PER_REQUEST = 500;

/** BullMQ on Debian's Redis (`redis-server` in the path), behind the HTTP library that ours has. */
export async function startBullmqQueue(folder: string): Promise<BenchQueue> {
  const cwd = fileURLToPath(new URL('../peers/bullmq', import.meta.url));
  await installPeer(cwd);
  const env = { PORT: '0', BENCH_DATA: folder };
  return new BullmqQueue(await ServerProcess.start({ entry: join(cwd, 'server.mjs'), cwd, env }));
}

class BullmqQueue implements BenchQueue {
  readonly key = 'bullmq';
  readonly #server: ServerProcess;

  constructor(server: ServerProcess) {
    this.#server = server;
  }

  /** Redis is a child of the server. */
  get cpuS(): number {
    return this.#server.familyCpuS;
  }

  async seed(count: number): Promise<void> {
    const asker = askerOf(this.#server.origin);
    for (let left = count; left > 0; left -= PER_REQUEST) {
      const jobs = Array.from({ length: Math.min(PER_REQUEST, left) }, () => ({
        ...{ kind: 'generate', project: newUlid(), shot: newUlid(), model: 'imitation/text' },
        ...{ prompt: newUlid(), take: newUlid(), text: PROMPT, params: {} },
      }));
      mustBe(await asker.post('/seed', { jobs }), [204]);
    }
  }

  async runner(n: number): Promise<BenchRunner> {
    const asker = askerOf(this.#server.origin);
    return {
      claim: async () => claimedOf(mustBe(await asker.post('/claim', { token: `runner-${n}` }), [200, 204])),
      complete: async ({ job }) => void mustBe(await asker.post('/complete', { job, text: ANSWER }), [204]),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop();
  }
}
