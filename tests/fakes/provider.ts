import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { chanceOf } from '#runner/adapters/imitation/chance.ts';

/** One charge on the invoice. */
export type Charge = { task: string; key: string; prompt: string };

/** How the fake treats what it is asked; chance decides by the given shares. */
export type Temper = {
  /** Of submits: refused before anything is charged. */
  busy: number;
  /** Of submits: charged, and then the answer is lost, cut off, garbled or a 500. */
  lostAfter: number;
  /** Nothing is taken and nothing charged: the account has no money. */
  isUnpaid: boolean;
  /** Prompts whose answers are always lost after the charge. */
  alwaysLost: string[];
  /** Of submits: the connection dies before anything is charged. */
  lostBefore: number;
  /** Of polls: no answer, half an answer or a 500. */
  badPoll: number;
  /** Of downloads: half a file. */
  halfFile: number;
  /** Of tasks: refused for their content, for free. */
  refuses: number;
  /** How many polls a task takes. */
  polls: number;
};

const CALM: Temper = {
  busy: 0,
  isUnpaid: false,
  lostAfter: 0,
  alwaysLost: [],
  lostBefore: 0,
  badPoll: 0,
  halfFile: 0,
  refuses: 0,
  polls: 1,
};

type Work = { id: string; key: string; prompt: string; polls: number; isRefused: boolean };

/** A provider over HTTP that keeps what it was asked and what it took money for, and behaves as badly as it is told. */
export class FakeProvider implements AsyncDisposable {
  readonly invoice: Charge[] = [];
  readonly #works = new Map<string, Work>();
  readonly #byKey = new Map<string, string>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #chance: ReturnType<typeof chanceOf>;
  readonly temper: Temper;
  url = '';

  private constructor(temper: Temper, seed: string) {
    this.temper = temper;
    this.#chance = chanceOf('fake', seed);
  }

  static async start(temper: Partial<Temper> = {}, seed = '1'): Promise<FakeProvider> {
    const fake = new FakeProvider({ ...CALM, ...temper }, seed);
    await new Promise<void>((done) => fake.#server.listen(0, '127.0.0.1', done));
    // A server that listens on TCP has such an address.
    fake.url = `http://127.0.0.1:${(fake.#server.address() as AddressInfo).port}`;
    return fake;
  }

  chargesFor(prompt: string): Charge[] {
    return this.invoice.filter((charge) => charge.prompt === prompt);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const [, root = '', id = ''] = pathname.split('/');
    if (request.method === 'POST' && root === 'tasks') return this.#submit(request, response);
    if (root === 'tasks' && id === '') return this.#find(searchParams.get('tag') ?? '', response);
    const work = this.#works.get(id);
    if (!work) return json(response, 404, { message: 'no such task' });
    if (root === 'files') return this.#file(work, response);
    return this.#poll(work, response);
  }

  async #submit(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.headers.authorization !== 'Bearer secret' && request.headers.authorization !== undefined)
      return json(response, 401, { message: 'wrong key' });
    const { prompt, tag } = JSON.parse(Buffer.concat(chunks).toString());
    const { busy, lostBefore, lostAfter, alwaysLost, refuses, polls } = this.temper;
    if (this.#chance.happens(lostBefore)) return void request.socket.destroy();
    if (this.temper.isUnpaid) return json(response, 402, { message: 'no money' });
    if (this.#chance.happens(busy)) {
      response.setHeader('retry-after', '1');
      return json(response, 429, { message: 'busy' });
    }
    const key = String(request.headers['idempotency-key'] ?? '');
    const known = key && this.#byKey.get(key);
    const id = known || `t${this.#works.size + 1}`;
    if (!known) {
      const isRefused = this.#chance.happens(refuses);
      this.#works.set(id, { id, key: tag, prompt, polls, isRefused });
      if (key) this.#byKey.set(key, id);
      if (!isRefused) this.invoice.push({ task: id, key: tag, prompt });
    }
    if (alwaysLost.includes(prompt) || this.#chance.happens(lostAfter)) return this.#spoil(request, response);
    json(response, 200, { id });
  }

  #spoil(request: IncomingMessage, response: ServerResponse): void {
    switch (this.#chance.whole(0, 3)) {
      case 0:
        request.socket.destroy();
        return;
      case 1:
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"id": "t');
        setImmediate(() => request.socket.destroy());
        return;
      case 2:
        response.writeHead(200).end('<html>ok</html>');
        return;
      default:
        json(response, 500, { message: 'internal' });
    }
  }

  #find(tag: string, response: ServerResponse) {
    const work = [...this.#works.values()].find(({ key }) => key === tag);
    if (!work) return json(response, 404, { message: 'nothing' });
    json(response, 200, { items: [{ id: work.id }] });
  }

  #poll(work: Work, response: ServerResponse) {
    if (this.#chance.happens(this.temper.badPoll)) {
      if (this.#chance.happens(0.5)) return void response.socket?.destroy();
      return json(response, 500, { message: 'internal' });
    }
    if (work.polls > 0) {
      work.polls--;
      return json(response, 200, { status: 'running', progress: 50 });
    }
    if (work.isRefused) return json(response, 200, { status: 'failed', reason: 'content' });
    json(response, 200, { status: 'done', files: [{ url: `/files/${work.id}` }] });
  }

  async #file(work: Work, response: ServerResponse): Promise<void> {
    const bytes = await pictureOf(work.prompt);
    const isHalf = this.#chance.happens(this.temper.halfFile);
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': String(bytes.length) });
    if (!isHalf) return void response.end(bytes);
    response.write(bytes.subarray(0, bytes.length / 2));
    setImmediate(() => response.socket?.destroy());
  }
}

/** What the fake makes for a prompt: a small picture of its own for each. */
export async function pictureOf(prompt: string): Promise<Buffer> {
  const raw = createHash('sha512').update(prompt).digest().subarray(0, 48);
  return sharp(raw, { raw: { width: 4, height: 4, channels: 3 } })
    .resize(64, 64, { kernel: 'nearest' })
    .png()
    .toBuffer();
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** How it is told of in the catalogue. */
export function definitionOf(recovery: 'key' | 'lookup' | 'none'): object {
  return {
    submit: {
      path: '/tasks',
      body: { prompt: '{prompt}', seconds: '{param.seconds}', tag: '{call}' },
      withinS: 5,
    },
    taskId: '/id',
    poll: {
      path: '/tasks/{taskId}',
      status: '/status',
      done: ['done'],
      failed: ['failed'],
      progress: '/progress',
      progressMax: 100,
      afterMs: 200,
      reason: '/reason',
    },
    outputs: { files: '/files', url: '/url' },
    ...(recovery === 'key' ? { idempotencyHeader: 'idempotency-key' } : {}),
    ...(recovery === 'lookup' ? { lookUp: { path: '/tasks?tag={call}', taskId: '/items/0/id' } } : {}),
  };
}
