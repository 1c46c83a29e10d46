import { request } from 'node:http';
import { metadataOf } from './a-sender.ts';

const TUS = { 'tus-resumable': '1.0.0' };
const PIECE_TYPE = 'application/offset+octet-stream';

/** Tus by hand over a real connection, which can break. */
export class TusLine {
  readonly origin: string;
  readonly cookie: string;

  constructor({ origin, cookie }: { origin: string; cookie: string }) {
    this.origin = origin;
    this.cookie = cookie;
  }

  #ask(method: string, path: string, init: { headers?: Record<string, string>; body?: Uint8Array } = {}) {
    const headers = { ...TUS, cookie: this.cookie, ...init.headers };
    const body = init.body && new Uint8Array(init.body);
    return fetch(`${this.origin}${path}`, { method, headers, ...(body ? { body } : {}) });
  }

  create(length: number, said: Record<string, string | undefined>): Promise<Response> {
    const headers = { 'upload-length': String(length), 'upload-metadata': metadataOf(said) };
    return this.#ask('POST', '/api/uploads', { headers });
  }

  head(asset: string): Promise<Response> {
    return this.#ask('HEAD', `/api/uploads/${asset}`);
  }

  async offsetOf(asset: string): Promise<number> {
    const answer = await this.head(asset);
    if (answer.status !== 200) throw new Error(`the upload answered ${answer.status}`);
    return Number(answer.headers.get('upload-offset'));
  }

  patch(asset: string, offset: number, body: Uint8Array): Promise<Response> {
    const headers = { 'content-type': PIECE_TYPE, 'upload-offset': String(offset) };
    return this.#ask('PATCH', `/api/uploads/${asset}`, { headers, body });
  }

  /** Promises a piece, sends so much of it, and then the line is dead. Resolves when all of that has left. */
  async cut(
    asset: string,
    offset: number,
    { sent, promised }: { sent: Uint8Array; promised: number },
  ): Promise<void> {
    const headers = {
      ...{ ...TUS, cookie: this.cookie, 'content-type': PIECE_TYPE },
      ...{ 'upload-offset': String(offset), 'content-length': String(promised) },
    };
    const piece = request(`${this.origin}/api/uploads/${asset}`, { method: 'PATCH', headers });
    const closed = new Promise<void>((resolve) => piece.once('close', () => resolve()));
    piece.on('error', () => undefined);
    await new Promise<void>((resolve) => piece.write(sent, () => resolve()));
    piece.destroy();
    await closed;
  }
}
