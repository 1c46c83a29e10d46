import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { S3Error } from './s3-error.ts';
import type { SignedAsk } from './sign-ask.ts';

export type WireAsk = SignedAsk & {
  body?: AsyncIterable<Uint8Array> | undefined;
  signal?: AbortSignal | undefined;
  /** How many times as long as usual the other end may be silent. */
  patience?: number | undefined;
};

export type WireAnswer = {
  status: number;
  headers: Record<string, string | undefined>;
  /** To be read to its end, or left: a loop that is left ends the connection. */
  body: AsyncIterable<Uint8Array>;
};

/** The way to the store, so that tests can break it off before and after every request. Throws an `S3Error`. */
export type Wire = (ask: WireAsk) => Promise<WireAnswer>;

const SILENCE_MS = 30_000;
const IDLE_SOCKETS = 16;

/** One request with Node's own client. Whoever is silent for too long, in either direction, is given up. */
export function openWire(silenceMs = SILENCE_MS): Wire {
  const options = { keepAlive: true, maxFreeSockets: IDLE_SOCKETS };
  const plain = new HttpAgent(options);
  const secure = new HttpsAgent(options);
  return (ask) => send(ask, ask.url.protocol === 'https:' ? secure : plain, silenceMs * (ask.patience ?? 1));
}

async function send(
  { method, url, headers, body, signal }: WireAsk,
  agent: HttpAgent,
  silenceMs: number,
): Promise<WireAnswer> {
  const open = url.protocol === 'https:' ? requestHttps : requestHttp;
  const ask = open(url, { method, headers, agent, signal });
  ask.setTimeout(silenceMs, () => ask.destroy(new S3Error('silent')));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    ask.once('response', resolve).once('error', reject);
  });
  answered.catch(() => undefined);
  const own = new OwnContent(body);
  if (body) pipeline(Readable.from(own, { objectMode: false }), ask).catch((error) => ask.destroy(error));
  else ask.end();
  const answer = await answered.catch((error) => {
    throw own.failure ?? asS3Error(error);
  });
  // From here on it is the reader who may be slow, and not the store.
  ask.setTimeout(0);
  return { status: answer.statusCode ?? 0, headers: headersOf(answer), body: bytesOf(answer, silenceMs) };
}

/** Tells the failure of what is sent from that of the way: another try helps only against the second. */
class OwnContent {
  failure: unknown;
  readonly #content: AsyncIterable<Uint8Array> | undefined;

  constructor(content: AsyncIterable<Uint8Array> | undefined) {
    this.#content = content;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      if (this.#content) yield* this.#content;
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}

async function* bytesOf(answer: IncomingMessage, silenceMs: number): AsyncGenerator<Uint8Array> {
  const chunks = answer[Symbol.asyncIterator]();
  try {
    for (;;) {
      const timer = setTimeout(() => answer.destroy(new S3Error('silent')), silenceMs);
      const next = await chunks.next().finally(() => clearTimeout(timer));
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    throw asS3Error(error);
  } finally {
    if (!answer.readableEnded) answer.destroy();
  }
}

function headersOf({ headers }: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]));
}

function asS3Error(error: unknown): S3Error {
  if (error instanceof S3Error) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return new S3Error(code, { cause: error });
}
