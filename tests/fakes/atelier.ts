import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pictureOf } from './provider.ts';

/** A provider that wants a key, sells pictures by the task, and repeats the key in whatever it refuses. */
export class Atelier implements AsyncDisposable {
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #prompts: string[] = [];
  /** What it lets in. */
  key: string;
  /** Prompts that it does not like. */
  refuses = /^$/;
  /** The keys that it was shown. */
  readonly shown: string[] = [];
  /** It takes requests and never answers. */
  isSilent = false;
  url = '';

  private constructor(key: string) {
    this.key = key;
  }

  static async open(key: string): Promise<Atelier> {
    const atelier = new Atelier(key);
    await new Promise<void>((done) => atelier.#server.listen(0, '127.0.0.1', done));
    // A server that listens on TCP has such an address.
    atelier.url = `http://127.0.0.1:${(atelier.#server.address() as AddressInfo).port}`;
    return atelier;
  }

  /** How many pictures were sold. */
  get sold(): number {
    return this.#prompts.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, root = '', id = ''] = (request.url ?? '').split('/');
    const shown = request.headers['x-key'] ?? request.headers.authorization ?? 'none';
    this.shown.push(String(shown));
    if (this.isSilent) return;
    if (root !== 'files' && shown !== this.key)
      return json(response, 401, { message: `Incorrect API key provided: ${shown}` });
    if (root === 'account') return json(response, 200, { credits: 100 });
    if (request.method === 'POST') return this.#sell(request, { response, shown: String(shown) });
    const prompt = this.#prompts[Number(id)];
    if (prompt === undefined) return json(response, 404, { message: 'no such task' });
    if (root === 'files') return void response.end(await pictureOf(prompt));
    json(response, 200, { status: 'done', files: [{ url: `/files/${id}` }] });
  }

  async #sell(
    request: IncomingMessage,
    { response, shown }: { response: ServerResponse; shown: string },
  ): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { prompt } = JSON.parse(Buffer.concat(chunks).toString());
    if (this.refuses.test(prompt))
      return json(response, 400, { message: `not with the key ${shown}: ${prompt}` });
    this.#prompts.push(prompt);
    json(response, 200, { id: String(this.#prompts.length - 1) });
  }

  /** As an admin would paste it. */
  row(): Record<string, unknown> {
    return {
      id: 'atelier',
      name: 'Ателье',
      adapter: 'http',
      recovery: 'none',
      needsKey: true,
      definition: {
        submit: { path: '/tasks', body: { prompt: '{prompt}' } },
        key: { header: 'x-key' },
        taskId: '/id',
        poll: {
          path: '/tasks/{taskId}',
          status: '/status',
          done: ['done'],
          failed: ['failed'],
          afterMs: 200,
        },
        outputs: { files: '/files', url: '/url' },
        check: { path: '/account' },
      },
      account: { name: 'Студия', baseUrl: this.url, concurrency: 2 },
      models: [
        {
          id: 'atelier/brush-2',
          name: 'Кисть 2',
          purpose: 'image',
          schema: {
            type: 'object',
            required: ['prompt'],
            properties: {
              prompt: { title: 'Промт', type: 'string', minLength: 1, 'x-role': 'prompt' },
              aspect: {
                title: 'Формат',
                type: 'string',
                enum: ['16:9', '1:1'],
                default: '16:9',
                'x-role': 'aspect',
                'x-order': 2,
              },
              strength: {
                title: 'Нажим',
                description: 'Чем больше, тем гуще краска',
                type: 'number',
                minimum: 0,
                maximum: 1,
                'x-order': 3,
                'x-advanced': true,
              },
            },
          },
          price: {
            amount: 40_000,
            currency: 'USD',
            per: 'image',
            source: 'https://atelier.example/prices',
            on: '2026-11-20',
          },
          retiresOn: '2027-06-01',
          notice: 'С июня вместо неё будет «Кисть 3».',
        },
      ],
    };
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
