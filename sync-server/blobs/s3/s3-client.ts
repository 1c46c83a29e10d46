import type { Log } from '../../ports.ts';
import { BlobsAwayError, isPassing, S3Error } from './s3-error.ts';
import type { S3Store } from './s3-store.ts';
import type { Wire, WireAnswer } from './s3-wire.ts';
import { type Ask, NO_CONTENT_SHA256, signAsk } from './sign-ask.ts';
import { textIn } from './xml.ts';

/** It is opened again for each try. */
export type AskBody = { sizeBytes: number; sha256: string; open(): AsyncIterable<Uint8Array> };

export type S3Ask = Ask & {
  body?: AskBody | undefined;
  signal?: AbortSignal | undefined;
  patience?: number | undefined;
  /** Looked at before another try: an answer may have been lost, and what was asked be done. */
  isDone?: (() => Promise<boolean>) | undefined;
};

export type S3ClientPorts = {
  wire: Wire;
  log: Log;
  /** The time of the machine, which the store compares with its own. */
  wallMs: () => number;
  wait: (ms: number) => Promise<unknown>;
};

const TRIES = 4;
const FIRST_PAUSE_MS = 200;
const PAUSE_MAX_MS = 10_000;
const ANSWER_MAX_BYTES = 16 * 1024 * 1024;

/** Asks the store, again when that may help. What it says is an answer; that it cannot be had, a `BlobsAwayError`. */
export class S3Client {
  readonly store: S3Store;
  readonly #ports: S3ClientPorts;
  #clockIsOffMs = 0;
  #isAway = false;

  constructor(store: S3Store, ports: S3ClientPorts) {
    this.store = store;
    this.#ports = ports;
  }

  /** The store had to say what time it is. */
  get isClockWrong(): boolean {
    return this.#clockIsOffMs !== 0;
  }

  /** Nothing when it was found done before another try. Throws an `S3Error` for what the store says of this key only. */
  send(ask: S3Ask): Promise<WireAnswer | undefined> {
    return this.#sendAndRead(ask, async (answer) => answer);
  }

  /** The same for an answer that is a text. */
  sendForText(ask: S3Ask): Promise<string | undefined> {
    return this.#sendAndRead(ask, textOf);
  }

  async #sendAndRead<Read>(
    ask: S3Ask,
    read: (answer: WireAnswer) => Promise<Read>,
  ): Promise<Read | undefined> {
    // One try is enough to see that it is still away; whoever waits is not to wait for all of them.
    const tries = this.#isAway ? 1 : TRIES;
    for (let pauseMs = FIRST_PAUSE_MS, n = 1; ; pauseMs *= 2, n++) {
      try {
        const answer = await read(await this.#trySend(ask));
        this.#tellBack();
        return answer;
      } catch (error) {
        if (!(error instanceof S3Error) || ask.signal?.aborted) throw error;
        // The answer to a HEAD says no more than that.
        if (/^(RequestTimeTooSkewed|Forbidden)$/.test(error.code) && this.#setClock(error)) continue;
        if (!isPassing(error) || n >= tries) throw this.#judge(error);
        await this.#ports.wait(Math.min(Math.max(pauseMs, error.retryAfterMs ?? 0), PAUSE_MAX_MS));
        if (await ask.isDone?.()) return undefined;
      }
    }
  }

  /** Once, as it comes. */
  async #trySend({ body, ...ask }: S3Ask): Promise<WireAnswer> {
    const nowMs = this.#ports.wallMs() + this.#clockIsOffMs;
    const bodySha256 = body?.sha256 ?? NO_CONTENT_SHA256;
    const signed = signAsk(this.store, ask, { nowMs, bodySha256 });
    const isSending = ask.method === 'PUT' || ask.method === 'POST';
    const length: Record<string, string> = isSending
      ? { 'content-length': String(body?.sizeBytes ?? 0) }
      : {};
    const answer = await this.#ports.wire({
      ...ask,
      ...signed,
      headers: { ...signed.headers, ...length },
      body: body?.open(),
    });
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw await refusalIn(answer, this.#ports.wallMs());
  }

  /** What concerns one key is for who has asked for it; anything else means that nobody gets anything. */
  #judge(error: S3Error): S3Error | BlobsAwayError {
    if (/^NoSuch(Key|Upload)$|^NotFound$/.test(error.code)) {
      this.#tellBack();
      return error;
    }
    if (!this.#isAway) this.#ports.log.error('blobs_away', { reason: error.message });
    this.#isAway = true;
    return new BlobsAwayError(error);
  }

  #tellBack(): void {
    if (this.#isAway) this.#ports.log.warn('blobs_back');
    this.#isAway = false;
  }

  /** Whether another try has a better chance: the store has said what time it is. */
  #setClock({ storeMs }: S3Error): boolean {
    const offMs = storeMs === undefined ? 0 : storeMs - this.#ports.wallMs();
    const isNews = Math.abs(offMs - this.#clockIsOffMs) > 60_000;
    if (isNews) this.#ports.log.warn('store_clock_differs', { offMs });
    this.#clockIsOffMs = offMs;
    return isNews;
  }
}

async function refusalIn(answer: WireAnswer, nowMs: number): Promise<S3Error> {
  const { status, headers } = answer;
  const text = await textOf(answer).catch(() => '');
  const saidMs = Date.parse(headers.date ?? '');
  const retryAfterS = Number(headers['retry-after']);
  return new S3Error(textIn(text, 'Code') ?? codeOf(status), {
    status,
    storeMs: Number.isNaN(saidMs) ? nowMs : saidMs,
    retryAfterMs: retryAfterS > 0 ? retryAfterS * 1000 : 0,
  });
}

/** The answer to a HEAD has no words. */
function codeOf(status: number): string {
  return { 301: 'PermanentRedirect', 403: 'Forbidden', 404: 'NotFound' }[status] ?? `http_${status}`;
}

async function textOf({ body }: WireAnswer): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_MAX_BYTES) throw new BlobsAwayError('too_long_an_answer');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
