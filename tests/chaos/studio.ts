import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Y from 'yjs';
import { z } from 'zod';
import { type DocName, docNameOf } from '#shared/documents/doc-name.ts';
import { ProjectId, ShotId } from '#shared/ids.ts';
import { encodePush, type PushBody } from '#shared/sync/push.ts';
import { createUlid } from '#shared/ulid.ts';
import { type ServerOptions, ServerProcess } from '../server-process.ts';

const ACCOUNT = { login: 'anna', password: 'длинный пароль для проверок' };
export const FAILING_SERVER = 'tests/chaos/failing-server.ts';

const Created = z.object({ id: ProjectId });

export type StudioOptions = Partial<ServerOptions>;

/** A server on a temporary data folder with one account and one project. */
export class Studio implements AsyncDisposable {
  readonly dataDir: string;
  readonly #options: StudioOptions;
  readonly #ownsFolder: boolean;
  #server: ServerProcess | undefined;
  cookie = '';
  project = ProjectId.parse(newUlid());

  private constructor(dataDir: string, options: StudioOptions) {
    this.dataDir = dataDir;
    this.#options = options;
    this.#ownsFolder = options.dataDir === undefined;
  }

  get server(): ServerProcess {
    if (!this.#server) throw new Error('there is no server');
    return this.#server;
  }

  static async create(options: StudioOptions = {}): Promise<Studio> {
    const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'raskadr-chaos-')));
    const studio = new Studio(dataDir, options);
    try {
      studio.#server = await ServerProcess.start({ ...options, dataDir });
      await studio.#setUp();
      return studio;
    } catch (error) {
      await studio[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #setUp(): Promise<void> {
    const answer = await this.post('/api/setup', { code: this.server.setupCode, ...ACCOUNT });
    this.cookie = answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
    if (!this.cookie) throw new Error(`no session: ${answer.status} ${await answer.text()}`);
    await this.newProject();
  }

  /** From here on the studio speaks of another project. */
  async newProject(): Promise<void> {
    const answer = await this.post('/api/projects', { name: 'Фильм' });
    this.project = Created.parse(await answer.json()).id;
  }

  get index(): DocName {
    return docNameOf({ kind: 'index', project: this.project });
  }

  newShotDoc(): DocName {
    return docNameOf({ kind: 'shot', project: this.project, shot: ShotId.parse(newUlid()) });
  }

  /** The same folder under a new process, on the same port unless told otherwise. */
  async restart(options: StudioOptions = {}): Promise<void> {
    const { port } = this.server;
    await this.server.kill();
    this.#server = await ServerProcess.start({ port, ...this.#options, ...options, dataDir: this.dataDir });
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.server.url}${path}`, { headers: { cookie: this.cookie } });
  }

  post(path: string, body: unknown): Promise<Response> {
    return fetch(`${this.server.url}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', cookie: this.cookie },
    });
  }

  push(doc: DocName, body: PushBody): Promise<Response> {
    return fetch(`${this.server.url}/api/docs/${doc}/push`, {
      method: 'POST',
      body: new Uint8Array(encodePush(body)),
      headers: { cookie: this.cookie },
    });
  }

  /** What a client without any local copy gets. */
  async read(doc: DocName): Promise<{ doc: Y.Doc; seq: number; bytes: Uint8Array }> {
    const answer = await this.get(`/api/docs/${doc}/state`);
    if (!answer.ok) throw new Error(`GET state answered ${answer.status}: ${await answer.text()}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const read = new Y.Doc();
    Y.applyUpdate(read, bytes);
    return { doc: read, seq: Number(answer.headers.get('x-raskadr-seq')), bytes };
  }

  /** Puts other files under the studio, as after a power cut. */
  async replaceData(folder: string): Promise<void> {
    await this.server.kill();
    await rm(this.dataDir, { recursive: true, force: true });
    await cp(folder, this.dataDir, { recursive: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.kill();
    if (this.#ownsFolder) await rm(this.dataDir, { recursive: true, force: true });
  }
}

export function newUlid(): string {
  return createUlid({ nowMs: () => Date.now(), randomByte: () => Math.floor(Math.random() * 256) });
}
