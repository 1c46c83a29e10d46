import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { S3Bucket, type S3Reply } from './s3-bucket.ts';
import { findSignatureFault } from './s3-signature.ts';

export type S3Asked = {
  method: string;
  key: string;
  query: URLSearchParams;
  headers: Record<string, string>;
};

/**
 * What goes wrong with one request. `dead`: nothing is done, the line is cut. `lost`: it is done and nobody hears of it.
 * `cut`: half of the answer. `silent`: no answer ever. `twice`: it is done two times. A reply: nothing is done.
 */
export type S3Mishap = 'dead' | 'lost' | 'cut' | 'silent' | 'twice' | { status: number; code: string };

export const S3_KEYS = {
  accessKeyId: 'AKIAFAKEFAKEFAKE0001',
  secretAccessKey: 'fake/secret+of-the-tests/0123456789abcd',
};
export const SLOW_DOWN = { status: 503, code: 'SlowDown' };

const PIECE_BYTES = 65_536;

type Spoiling = { matches: RegExp; mishap: S3Mishap; left: number };

/**
 * A store that speaks S3 and keeps what it is given. `aws` takes everything; `b2` is as strict as Backblaze: no
 * conditional writes, no checksums of newer clients, always versions. Signatures are verified in both.
 */
export class FakeS3 implements AsyncDisposable {
  readonly bucket: S3Bucket;
  readonly asked: S3Asked[] = [];
  /** Every connection is cut before it says a word. */
  isAway = false;
  /** How far its clock is from that of the machine. */
  clockOffMs = 0;
  /** Between two pieces of an answer. */
  slowMs = 0;
  readonly #mode: 'aws' | 'b2';
  readonly #keys = new Map([[S3_KEYS.accessKeyId, S3_KEYS.secretAccessKey]]);
  readonly #spoilt: Spoiling[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((ask, answer) => void this.#answer(ask, answer));
  url = '';

  private constructor(mode: 'aws' | 'b2', bucket: string) {
    this.#mode = mode;
    this.bucket = new S3Bucket(bucket, {
      hasVersions: mode === 'b2',
      nowMs: () => Date.now() + this.clockOffMs,
    });
  }

  static async start(mode: 'aws' | 'b2' = 'b2', bucket = 'studio'): Promise<FakeS3> {
    const fake = new FakeS3(mode, bucket);
    fake.#server.on('connection', (socket) => {
      fake.#sockets.add(socket);
      socket.once('close', () => fake.#sockets.delete(socket));
      if (fake.isAway) socket.destroy();
    });
    await new Promise<void>((done) => fake.#server.listen(0, '127.0.0.1', done));
    // A server that listens on TCP has such an address.
    fake.url = `http://127.0.0.1:${(fake.#server.address() as AddressInfo).port}`;
    return fake;
  }

  /** For BLOBS_URL. */
  blobsUrl(prefix = 'kino'): string {
    return `s3://${this.bucket.name}/${prefix}?endpoint=${encodeURIComponent(this.url)}&region=test-1&pathStyle=1`;
  }

  /** The next requests like `PUT kino/ab/…?partNumber=1` come to grief. */
  spoil(matches: RegExp, mishap: S3Mishap, times = 1): void {
    this.#spoilt.push({ matches, mishap, left: times });
  }

  /** From now on nobody is heard, also on lines that are open. */
  goAway(): void {
    this.isAway = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  comeBack(): void {
    this.isAway = false;
  }

  /** How often something like `PUT kino/…` was asked. */
  count(matches: RegExp): number {
    return this.asked.filter(({ method, key, query }) => matches.test(nameOf(method, key, query))).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  async #answer(ask: IncomingMessage, answer: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of ask) chunks.push(chunk);
    } catch {
      return;
    }
    const body = Buffer.concat(chunks);
    const { method = '', url: rawUrl = '/' } = ask;
    const url = new URL(rawUrl, this.url);
    const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(decodeURIComponent(url.pathname)) ?? [];
    const query = url.searchParams;
    const headers = Object.fromEntries(
      Object.entries(ask.headers).map(([name, value]) => [name, String(value)]),
    );
    this.asked.push({ method, key, query, headers });
    const spoiling = this.#spoilt.find(
      ({ matches, left }) => left > 0 && matches.test(nameOf(method, key, query)),
    );
    if (spoiling) spoiling.left--;
    const mishap = spoiling?.mishap;
    if (mishap === 'silent') return;
    if (mishap === 'dead') return void ask.socket.destroy();
    const refusal =
      typeof mishap === 'object' ? mishap : this.#refusalOf({ method, url: rawUrl, headers, body }, bucket);
    const handle = () => this.bucket.handle({ method, key, query, headers, body });
    const reply = refusal ? errorReply(refusal) : handle();
    if (mishap === 'twice') handle();
    if (mishap === 'lost') return void ask.socket.destroy();
    await this.#send(answer, { method, reply, isCut: mishap === 'cut' });
  }

  #refusalOf(request: Parameters<typeof findSignatureFault>[0], bucket: string) {
    const { method, headers } = request;
    if (method === 'PUT' && headers['content-length'] === undefined)
      return { status: 411, code: 'MissingContentLength' };
    if (headers['content-encoding'] === 'aws-chunked') return { status: 501, code: 'NotImplemented' };
    const wrong = findSignatureFault(request, this.#keys, Date.now() + this.clockOffMs);
    if (wrong) return wrong;
    if (bucket !== this.bucket.name) return { status: 404, code: 'NoSuchBucket' };
    if (this.#mode === 'aws') return undefined;
    const names = Object.keys(headers);
    if (method === 'PUT' && names.some((name) => /^if-(none-)?match$/.test(name)))
      return { status: 501, code: 'NotImplemented' };
    const isChecked = names.some((name) => /^x-amz-(checksum-|sdk-checksum)/.test(name));
    return isChecked ? { status: 400, code: 'InvalidArgument' } : undefined;
  }

  async #send(
    answer: ServerResponse,
    { method, reply, isCut }: { method: string; reply: S3Reply; isCut: boolean },
  ): Promise<void> {
    const { status, headers = {}, body = Buffer.alloc(0) } = reply;
    const length = headers['content-length'] ?? String(body.byteLength);
    const date = new Date(Date.now() + this.clockOffMs).toUTCString();
    answer.writeHead(status, { date, ...headers, ...(status === 204 ? {} : { 'content-length': length }) });
    answer.on('error', () => undefined);
    const sent = isCut ? body.subarray(0, Math.floor(body.byteLength / 2)) : body;
    if (method === 'HEAD') return void answer.end();
    answer.flushHeaders();
    for (let at = 0; at < sent.byteLength && !answer.destroyed; at += PIECE_BYTES) {
      await new Promise((done) => answer.write(sent.subarray(at, at + PIECE_BYTES), done));
      if (this.slowMs > 0) await wait(this.slowMs);
    }
    if (isCut) answer.destroy();
    else answer.end();
  }
}

function nameOf(method: string, key: string, query: URLSearchParams): string {
  return `${method} ${key}${query.size > 0 ? `?${query}` : ''}`;
}

function errorReply({ status, code }: { status: number; code: string }): S3Reply {
  return { status, body: Buffer.from(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`) };
}
