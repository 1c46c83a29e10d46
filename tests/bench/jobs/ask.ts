import { Agent, request } from 'node:http';
import { z } from 'zod';
import type { ClaimedJob } from './queue.ts';

const Claimed = z.object({ job: z.string(), fence: z.number().default(0) });

export type Answer = { status: number; body: string };
export type Asker = { post(path: string, body: unknown): Promise<Answer> };

/** One kept connection, as a runner has. */
export function askerOf(origin: string, headers: Record<string, string> = {}): Asker {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    post: (path, body) =>
      new Promise((resolve, reject) => {
        const bytes = Buffer.from(JSON.stringify(body));
        const asked = request(
          `${origin}${path}`,
          {
            agent,
            method: 'POST',
            headers: { ...headers, 'content-type': 'application/json', 'content-length': bytes.byteLength },
          },
          (answer) => {
            const parts: Buffer[] = [];
            answer.on('data', (part: Buffer) => parts.push(part));
            answer.once('end', () =>
              resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString() }),
            );
            answer.once('error', reject);
          },
        );
        asked.once('error', reject);
        asked.end(bytes);
      }),
  };
}

export function mustBe(answer: Answer, statuses: number[]): Answer {
  if (!statuses.includes(answer.status)) throw new Error(`${answer.status}: ${answer.body.slice(0, 300)}`);
  return answer;
}

export function claimedOf({ status, body }: Answer): ClaimedJob | undefined {
  return status === 204 ? undefined : Claimed.parse(JSON.parse(body));
}
