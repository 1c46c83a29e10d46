import { type Fault, FaultAnswer } from '#shared/fault.ts';
import type { CallId, JobId } from '#shared/jobs/job.ts';
import {
  BeginAnswer,
  CLAIM_WAIT_MAX_MS,
  type EventsRequest,
  HeartbeatAnswer,
  HelloAnswer,
  type HelloRequest,
  Order,
  PairAnswer,
  UPLOAD_LENGTH,
  UPLOAD_OFFSET,
} from '#shared/runner/protocol.ts';

const ANSWER_WITHIN_MS = 30_000;
const PIECE_WITHIN_MS = 120_000;
const TRANSIENT = new Set([408, 425, 429, 500, 502, 503, 504, 507]);
/** The server is in trouble, the word is not. */
const TRANSIENT_FAULTS = new Set<Fault['code']>([
  ...(['disk_full', 'storage_failed', 'blobs_away', 'stopping', 'too_many_requests', 'internal'] as const),
]);

/** What came of a word to the server. `away`: it was not heard, or could not answer, and may be told again. */
export type Said<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'refused'; status: number; fault: Fault }
  | { kind: 'away'; reason: string };

type Schema<T> = { parse(value: unknown): T };

/** Everything that the runner says to the server, over HTTP. */
export class ServerClient {
  readonly #base: string;
  readonly #token: string;

  constructor({ serverUrl, token }: { serverUrl: string; token: string }) {
    this.#base = `${serverUrl}/runner/v1`;
    this.#token = token;
  }

  static pair(serverUrl: string, request: { code: string; name: string }): Promise<Said<PairAnswer>> {
    return new ServerClient({ serverUrl, token: '' }).#ask('pair', request, PairAnswer);
  }

  hello(request: HelloRequest): Promise<Said<HelloAnswer>> {
    return this.#ask('hello', request, HelloAnswer);
  }

  /** Waits for work; `null` when none came. */
  claim(kinds: string[], signal: AbortSignal): Promise<Said<Order | null>> {
    return this.#ask('claim', { kinds, waitMs: CLAIM_WAIT_MAX_MS }, Order, {
      signal,
      withinMs: CLAIM_WAIT_MAX_MS + ANSWER_WITHIN_MS,
    });
  }

  async heartbeat(job: JobId, fence: number): Promise<Said<HeartbeatAnswer>> {
    // A beat that hangs must not keep the next one from being tried.
    return this.#ask(`jobs/${job}/heartbeat`, { fence }, HeartbeatAnswer, { withinMs: 10_000 });
  }

  events(job: JobId, request: EventsRequest): Promise<Said<unknown>> {
    return this.#ask(`jobs/${job}/events`, request, undefined);
  }

  begin(job: JobId, request: { fence: number; call: CallId }): Promise<Said<BeginAnswer>> {
    return this.#ask(`jobs/${job}/call/begin`, request, BeginAnswer);
  }

  /** `call/submitted`, `complete`, `fail` and the short words of a lease. */
  tell(job: JobId, word: string, body: unknown): Promise<Said<unknown>> {
    return this.#ask(`jobs/${job}/${word}`, body, undefined);
  }

  /** How much of this content has arrived; `whole` when all of it is there. */
  async uploaded(sha256: string): Promise<Said<{ offset: number; whole: boolean }>> {
    return this.#request(
      `blobs/${sha256}`,
      { method: 'HEAD' },
      {
        read: async (response) => {
          const offset = Number(response.headers.get(UPLOAD_OFFSET) ?? Number.NaN);
          const length = Number(response.headers.get(UPLOAD_LENGTH) ?? Number.NaN);
          return { offset: offset || 0, whole: Number.isNaN(offset) || offset === length };
        },
      },
    );
  }

  sendPiece(
    sha256: string,
    { offset, sizeBytes, piece }: { offset: number; sizeBytes: number; piece: Uint8Array<ArrayBuffer> },
  ): Promise<Said<{ offset: number }>> {
    const headers = {
      'content-type': 'application/octet-stream',
      [UPLOAD_OFFSET]: String(offset),
      [UPLOAD_LENGTH]: String(sizeBytes),
    };
    return this.#request(
      `blobs/${sha256}`,
      { method: 'PATCH', headers, body: piece },
      {
        withinMs: PIECE_WITHIN_MS,
        read: async (response) => ({
          offset: Number(response.headers.get(UPLOAD_OFFSET) ?? offset + piece.length),
        }),
      },
    );
  }

  /** The content of an input, to be read to its end or cancelled. */
  readBlob(sha256: string, signal: AbortSignal): Promise<Said<ReadableStream<Uint8Array>>> {
    return this.#request(
      `blobs/${sha256}`,
      { method: 'GET' },
      {
        signal,
        withinMs: 30 * 60_000,
        read: async ({ body }) => {
          if (!body) throw new Error('an answer without content');
          return body;
        },
      },
    );
  }

  #ask<T>(
    path: string,
    body: unknown,
    schema: Schema<T> | undefined,
    options: { signal?: AbortSignal; withinMs?: number } = {},
  ): Promise<Said<T>> {
    return this.#request(
      path,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      {
        ...options,
        read: async (response) => {
          const text = await response.text();
          const value: unknown = text === '' ? null : JSON.parse(text);
          // Without a schema the answer is not looked at; `claim` answers 204 when there is nothing to do.
          if (!schema || (response.status === 204 && value === null)) return value as T;
          return schema.parse(value);
        },
      },
    );
  }

  async #request<T>(
    path: string,
    init: RequestInit,
    {
      read,
      signal,
      withinMs = ANSWER_WITHIN_MS,
    }: {
      read: (response: Response) => Promise<T>;
      signal?: AbortSignal;
      withinMs?: number;
    },
  ): Promise<Said<T>> {
    const deadline = AbortSignal.timeout(withinMs);
    try {
      const response = await fetch(`${this.#base}/${path}`, {
        ...init,
        redirect: 'manual',
        headers: { ...init.headers, authorization: `Bearer ${this.#token}` },
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
      if (response.ok) return { kind: 'ok', value: await read(response) };
      return await refusalOf(response);
    } catch (error) {
      return { kind: 'away', reason: reasonOf(error) };
    }
  }
}

async function refusalOf(response: Response): Promise<Said<never>> {
  const { status } = response;
  const text = await response.text();
  if (TRANSIENT.has(status) || status < 400) return { kind: 'away', reason: `http ${status}` };
  const answer = FaultAnswer.safeParse(jsonOf(text));
  if (answer.success && TRANSIENT_FAULTS.has(answer.data.fault.code))
    return { kind: 'away', reason: answer.data.fault.code };
  if (answer.success) return { kind: 'refused', status, fault: answer.data.fault };
  // A refusal without a fault is a proxy's; only a `HEAD` comes without a body.
  if (text === '') return { kind: 'refused', status, fault: { code: 'not_found' } };
  return { kind: 'away', reason: `http ${status} without a fault` };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
}
