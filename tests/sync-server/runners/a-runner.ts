import { createHash } from 'node:crypto';
import { sql } from '#server/database/sql.ts';
import { insertJob } from '#server/jobs/store.ts';
import { newRunnerId } from '#server/runners/pair.ts';
import { makeToken } from '#server/runners/token.ts';
import type { ProjectId, ShotId } from '#shared/ids.ts';
import { CallId, JobId, type RunnerId } from '#shared/jobs/job.ts';
import type { Order } from '#shared/runner/protocol.ts';
import { aUlid, type House, type Person } from '../a-house.ts';

export const IMITATION = 'generate:imitation';

/** A paired runner. */
export async function aRunner(house: House): Promise<TestRunner> {
  const { core } = house;
  const id = newRunnerId(core);
  const { token, tokenHash } = makeToken(id, core.random);
  await core.database.write([
    sql(
      "INSERT INTO runners (id, name, token_hash, created_at) VALUES (?, 'Мастерская', ?, ?)",
      id,
      tokenHash,
      core.clock.nowMs(),
    ),
  ]);
  return new TestRunner(house, { id, token });
}

export class TestRunner {
  readonly id: RunnerId;
  readonly token: string;
  readonly caller: Person;

  constructor(house: House, { id, token }: { id: RunnerId; token: string }) {
    this.id = id;
    this.token = token;
    this.caller = house.holderOf(token);
  }

  say(path: string, json: unknown): Promise<Response> {
    return this.caller.ask('POST', `/runner/v1/${path}`, { json });
  }

  /** The first job that is there, or nothing. */
  async claim({ kinds = [IMITATION], waitMs = 0 } = {}): Promise<Order | undefined> {
    const answer = await this.say('claim', { kinds, waitMs });
    return answer.status === 200 ? await answer.json() : undefined;
  }

  async mustClaim(): Promise<Order> {
    const order = await this.claim();
    if (!order) throw new Error('nothing to do');
    return order;
  }

  tell(job: JobId, path: string, json: unknown): Promise<Response> {
    return this.say(`jobs/${job}/${path}`, json);
  }

  hello(more: object = {}): Promise<Response> {
    const slots = { poll: 16, light: 2, render: 1 };
    return this.say('hello', {
      ...{ protocol: 1, version: '0.1.0', kinds: [IMITATION], slots, tools: { ffmpeg: null } },
      ...more,
    });
  }

  send(
    sha256: string,
    bytes: Uint8Array,
    { offset = 0, length = bytes.byteLength }: { offset?: number; length?: number } = {},
  ): Promise<Response> {
    return this.caller.ask('PATCH', `/runner/v1/blobs/${sha256}`, {
      bytes,
      headers: { 'upload-offset': String(offset), 'upload-length': String(length) },
    });
  }

  async upload(bytes: Uint8Array): Promise<string> {
    const sha256 = sha256Of(bytes);
    const sent = await this.send(sha256, bytes);
    if (sent.status !== 204) throw new Error(await sent.text());
    return sha256;
  }
}

export function aCallId(): CallId {
  return CallId.parse(aUlid());
}

export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

type Wanted = {
  project: ProjectId;
  shot: ShotId;
  model?: string;
  params?: object;
  account?: string | null;
  priority?: number;
};

/** A job as a person's mutation leaves it. */
export async function aGenerateJob(house: House, wanted: Wanted): Promise<JobId> {
  const { project, shot, model = 'imitation/image', params = {}, account = 'imitation' } = wanted;
  const { core } = house;
  const id = JobId.parse(aUlid());
  const payload = {
    ...{ kind: 'generate', project, shot, model, params },
    ...{ prompt: aUlid(), take: aUlid(), text: 'Рассвет над морем' },
  };
  await core.database.write(
    insertJob(
      {
        ...{ id, kind: IMITATION, project, shot, account, payload },
        ...{ user: null, dedupeKey: null, priority: wanted.priority ?? 100, maxAttempts: 3, runAtMs: 0 },
        price: { amount: 0, currency: 'RUB' },
      },
      core.clock.nowMs(),
    ),
  );
  return id;
}
