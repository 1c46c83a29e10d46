import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Database from 'libsql';
import { CallId } from '#shared/jobs/job.ts';
import { Order, PROTOCOL } from '#shared/runner/protocol.ts';
import { createUlid } from '#shared/ulid.ts';
import type { Server } from './server.ts';

const WAIT_MS = 20_000;

/** From now on nobody can learn from the provider whether a call went through. */
export function forgetRecovery(database: Database.Database): void {
  database.exec("UPDATE providers SET recovery = 'none'");
  database.close();
}

/** A runner that says what a test wants it to say. */
export class RunnerByHand {
  readonly #server: Server;
  readonly #token: string;

  private constructor(server: Server, token: string) {
    this.#server = server;
    this.#token = token;
  }

  static async open(server: Server): Promise<RunnerByHand> {
    const token = await readFile(join(server.dataDir, 'runner-token'), 'utf8');
    const hand = new RunnerByHand(server, token.trim());
    await hand.#say('hello', {
      protocol: PROTOCOL,
      version: 'test',
      kinds: ['generate:imitation'],
      slots: { poll: 1, light: 1, render: 1 },
      tools: {},
    });
    return hand;
  }

  /** Takes the next job, begins its paid call, and never learns what came of it. */
  async loseAnswer(): Promise<void> {
    const claimed = await this.#say('claim', { kinds: ['generate:imitation'], waitMs: WAIT_MS });
    const { job, fence } = Order.parse(await claimed.json());
    const randomByte = () => Math.floor(Math.random() * 256);
    const call = CallId.parse(createUlid({ nowMs: () => Date.now(), randomByte }));
    await this.#say(`jobs/${job}/call/begin`, { fence, call });
    await this.#say(`jobs/${job}/fail`, {
      fence,
      call,
      sent: 'maybe',
      fault: { code: 'provider_unreachable' },
      retry: 'retry',
    });
  }

  async #say(what: string, body: object): Promise<Response> {
    const answer = await fetch(`${this.#server.url}/runner/v1/${what}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}
