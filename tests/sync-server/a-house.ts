import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import * as Y from 'yjs';
import { createApp } from '#server/app.ts';
import { type AuthContext, createAuth } from '#server/auth/auth-context.ts';
import { newUser } from '#server/auth/new-user.ts';
import { findPrincipal } from '#server/auth/signed-in.ts';
import { insertUserAs } from '#server/auth/store.ts';
import { configOf } from '#server/config.ts';
import { type Core, createCore } from '#server/core.ts';
import { openDirectDriver } from '#server/database/libsql-driver.ts';
import { listMigrations } from '#server/database/migrate.ts';
import { openThreadedDriver } from '#server/database/threaded-driver.ts';
import { DocumentSockets } from '#server/documents/websocket-server.ts';
import { createHealth } from '#server/health/check.ts';
import { isForeignUpgrade, originRulesOf } from '#server/http/origin.ts';
import { factsOfIncoming } from '#server/http/request-facts.ts';
import { type IncomingContext, openIncoming } from '#server/incoming/incoming-context.ts';
import { silentLog, systemRandom } from '#server/ports.ts';
import { openRunners } from '#server/runners/open-runners.ts';
import type { RunnerContext } from '#server/runners/runner-context.ts';
import type { InstanceRole } from '#shared/account/account.ts';
import { type DocName, docNameOf } from '#shared/documents/doc-name.ts';
import { addShots, initIndexDoc, listShots } from '#shared/documents/index-doc.ts';
import { DeviceId, MutationId, ProjectId, ShotId, UserId } from '#shared/ids.ts';
import type { ProjectRole } from '#shared/projects/project-record.ts';
import type { Mutation, MutationResult } from '#shared/sync/mutation.ts';
import { encodePush } from '#shared/sync/push.ts';
import { createUlid } from '#shared/ulid.ts';
import { RawSocket } from './a-server.ts';
import { cheapDerive, FakeClock, GOOD_PASSWORD } from './auth/an-auth.ts';

export const aUlid = (): string =>
  createUlid({ nowMs: Date.now, randomByte: () => Math.floor(Math.random() * 256) });
export const aProjectId = (): ProjectId => ProjectId.parse(aUlid());
/** An id that no user has. */
const NOBODY = UserId.parse('00000000000000000000000000');
const randomBit = () => Math.random() < 0.5;

type AppRequest = { json?: unknown; bytes?: Uint8Array; headers?: Record<string, string> };

/** The whole server without its port and its slow passwords: every route, the database in memory, people with sessions. */
export async function aHouse({
  onDisk = false,
  env = {},
}: {
  onDisk?: boolean;
  env?: Record<string, string>;
} = {}): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'raskadr-house-'));
  // As the real server writes: in a thread of its own, so that answers and frames come in between.
  const driver = onDisk
    ? await openThreadedDriver(pathToFileURL(join(folder, 'raskadr.db')).href)
    : await openDirectDriver(':memory:');
  const config = configOf({ PORT: '0', RASKADR_DATA: folder, ...env });
  const clock = new FakeClock();
  const ports = { clock, random: systemRandom, log: silentLog };
  const core = await createCore({ ...ports, driver, migrations: await listMigrations() });
  const auth = createAuth({ ...core, config, derive: cheapDerive() });
  const health = createHealth({ database: core.database, dataDir: folder });
  const runners = await openRunners({ core, auth, config });
  const incoming = openIncoming({ core, blobs: runners.blobs, config });
  const buildDir = join(folder, 'no-build');
  const app = await createApp({ core, auth, config, health, runners, incoming, buildDir });
  onTestFinished(async () => {
    await core.rooms.close();
    await core.database[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  return new House({ app, core, auth, clock, runners, incoming, folder });
}

type Parts = {
  app: Awaited<ReturnType<typeof createApp>>;
  core: Core;
  auth: AuthContext;
  clock: FakeClock;
  runners: RunnerContext;
  incoming: IncomingContext;
  folder: string;
};

export class House {
  readonly app: Parts['app'];
  readonly core: Core;
  readonly auth: AuthContext;
  readonly clock: FakeClock;
  readonly runners: RunnerContext;
  readonly incoming: IncomingContext;
  readonly folder: string;

  constructor({ app, core, auth, clock, runners, incoming, folder }: Parts) {
    this.app = app;
    this.core = core;
    this.auth = auth;
    this.clock = clock;
    this.runners = runners;
    this.incoming = incoming;
    this.folder = folder;
  }

  async person(login: string, role: InstanceRole = 'member'): Promise<Person> {
    const user = await newUser(this.auth, { login, password: GOOD_PASSWORD });
    await insertUserAs(this.core.database, { ...user, role });
    return this.signedIn({ id: user.id, login });
  }

  /** One more browser of the same person. */
  async signedIn({ id, login }: { id: UserId; login: string }): Promise<Person> {
    return new Person(this, { id, login, cookie: `rs=${await this.auth.sessions.open(id, 'Firefox')}` });
  }

  get stranger(): Person {
    return new Person(this, { id: NOBODY, login: 'nobody', cookie: '' });
  }

  /** Somebody who shows a runner's token, and no cookie. */
  holderOf(token: string): Person {
    return new Person(this, { id: NOBODY, login: 'nobody', cookie: '', token });
  }

  /** What the committed document holds, whoever asks. */
  titlesOf(project: ProjectId): Promise<string[]> {
    return this.core.rooms.use(indexOf(project), (room) =>
      listShots(room.committed).map((shot) => shot.title),
    );
  }

  /** The websocket side on a port of its own, told of ended sessions as the real server is. */
  async sockets(): Promise<string> {
    const { core, auth } = this;
    const rules = originRulesOf({ host: '127.0.0.1', publicUrl: undefined });
    const sockets = new DocumentSockets({
      core,
      authenticate: (request) => findPrincipal(auth, factsOfIncoming(request)),
      isForeign: (request) => isForeignUpgrade(factsOfIncoming(request), rules),
    });
    const http = createServer();
    http.on('upgrade', (request, stream, head) => void sockets.upgrade(request, stream, head));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      sockets[Symbol.dispose]();
      http.closeAllConnections();
      http.close();
    });
    const address = http.address();
    return `ws://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }
}

type Identity = { id: UserId; login: string; cookie: string; token?: string };

export class Person {
  readonly #house: House;
  readonly id: UserId;
  readonly login: string;
  cookie: string;
  /** Of a runner: it has no session. */
  readonly token: string | undefined;

  constructor(house: House, { id, login, cookie, token }: Identity) {
    this.#house = house;
    this.id = id;
    this.login = login;
    this.cookie = cookie;
    this.token = token;
  }

  async ask(method: string, path: string, { json, bytes, headers }: AppRequest = {}): Promise<Response> {
    const type = bytes ? 'application/octet-stream' : 'application/json';
    const response = await this.#house.app.request(
      path,
      {
        method,
        headers: {
          ...(this.cookie ? { cookie: this.cookie } : {}),
          ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
          ...(json === undefined && !bytes ? {} : { 'content-type': type }),
          ...headers,
        },
        body: bytes ? new Uint8Array(bytes) : json === undefined ? null : JSON.stringify(json),
      },
      { incoming: { socket: { remoteAddress: '192.0.2.1' } } },
    );
    const [set] = response.headers.getSetCookie();
    if (set) this.cookie = set.split(';')[0] ?? '';
    return response;
  }

  async aProject(name = 'Фильм', titles: string[] = ['Рассвет', 'Полдень']): Promise<ProjectId> {
    const project = aProjectId();
    const doc = new Y.Doc();
    initIndexDoc(doc, name);
    addShots(
      doc,
      titles.map((title) => ({ id: ShotId.parse(aUlid()), title })),
      { at: 0, randomBit },
    );
    await this.mutate({ kind: 'project.create', project, name });
    await this.push(indexOf(project), Y.encodeStateAsUpdate(doc));
    return project;
  }

  push(doc: DocName, update: Uint8Array): Promise<Response> {
    return this.ask('POST', `/api/docs/${doc}/push`, { bytes: aPush(update) });
  }

  /** Adds a shot as a device would that has the document. */
  async addShot(project: ProjectId, title: string): Promise<Response> {
    return this.push(indexOf(project), await anAddedShot(this.#house, project, title));
  }

  async mutate(
    mutation: DistributiveOmit<Mutation, 'id'>,
    id = MutationId.parse(aUlid()),
  ): Promise<MutationResult> {
    const response = await this.ask('POST', '/api/mutations', { json: [{ id, ...mutation }] });
    return (await response.json()).results[0];
  }

  setMember(project: ProjectId, login: string, role: ProjectRole): Promise<Response> {
    return this.ask('POST', `/api/projects/${project}/members`, { json: { login, role } });
  }

  removeMember(project: ProjectId, login: string): Promise<Response> {
    return this.ask('DELETE', `/api/projects/${project}/members`, { json: { login } });
  }

  async projects() {
    return (await (await this.ask('GET', '/api/projects')).json()).projects;
  }

  /** The newest row of a record in this person's feed. */
  async feedValue(id: string): Promise<unknown> {
    const { rows } = await (await this.ask('GET', '/api/feed?since=0')).json();
    return rows.find((row: { id: string }) => row.id === id)?.value;
  }

  socket(base: string, doc: DocName): RawSocket {
    return new RawSocket(`${base}/y/${doc}?ack=1`, { cookie: this.cookie });
  }
}

type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never;

/** One update as the body of a push, from a device of its own. */
export function aPush(update: Uint8Array): Uint8Array {
  return encodePush({ device: DeviceId.parse(aUlid()), rows: [{ row: 1, update }] });
}

export function indexOf(project: ProjectId): DocName {
  return docNameOf({ kind: 'index', project });
}

export async function faultOf(response: Response): Promise<string> {
  return (await response.json()).fault.code;
}

/** The update that adds a shot to what is committed. */
export async function anAddedShot(house: House, project: ProjectId, title: string): Promise<Uint8Array> {
  const doc = new Y.Doc();
  const state = await house.core.rooms.use(indexOf(project), (room) => room.encodedState());
  Y.applyUpdate(doc, state);
  let update = new Uint8Array();
  doc.on('update', (bytes: Uint8Array) => {
    update = new Uint8Array(bytes);
  });
  addShots(doc, [{ id: ShotId.parse(aUlid()), title }], { at: listShots(doc).length, randomBit });
  return update;
}
