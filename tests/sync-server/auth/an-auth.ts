import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { addUser } from '#server/auth/add-user.ts';
import type { AuthContext, AuthPorts } from '#server/auth/auth-context.ts';
import { createAuth } from '#server/auth/auth-context.ts';
import type { Derive } from '#server/auth/password.ts';
import { authRoutes } from '#server/auth/routes.ts';
import { Database } from '#server/database/database.ts';
import { openDirectDriver } from '#server/database/libsql-driver.ts';
import { listMigrations, migrate } from '#server/database/migrate.ts';
import type { SqlDriver } from '#server/database/sql.ts';
import { createLineLog } from '#server/log/line-log.ts';
import { systemRandom } from '#server/ports.ts';
import type { Me } from '#shared/account/account.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const GOOD_PASSWORD = 'correct horse battery';

export class FakeClock {
  #nowMs = Date.UTC(2026, 0, 1);

  nowMs(): number {
    return this.#nowMs;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }
}

/** Cheap, and as particular as the real one about every input. */
export function cheapDerive(): Derive & { runs: number } {
  const derive = async ({ message, nonce, memory, passes }: Parameters<Derive>[0]) => {
    derive.runs++;
    const text = Buffer.concat([Buffer.from(String(message)), Buffer.from(nonce as Uint8Array)]);
    return new Uint8Array(createHash('sha256').update(`${memory} ${passes} `).update(text).digest());
  };
  derive.runs = 0;
  return derive;
}

type Options = {
  url?: string;
  config?: Partial<AuthPorts['config']>;
  wrap?: (driver: SqlDriver) => SqlDriver;
};

export async function anAuth({ url = 'file::memory:', config, wrap = (driver) => driver }: Options = {}) {
  const driver = wrap(await openDirectDriver(url));
  await migrate(driver, await listMigrations());
  const database = new Database(driver);
  const clock = new FakeClock();
  const derive = cheapDerive();
  const lines: string[] = [];
  const auth: AuthContext = createAuth({
    database,
    clock,
    derive,
    random: systemRandom,
    log: createLineLog((line) => lines.push(line), clock),
    config: { publicUrl: undefined, trustedProxies: [], ...config },
  });
  const app = new Hono().route('/', authRoutes(auth));
  return {
    ...{ auth, app, clock, derive, lines, database },
    send: (path: string, request: SentRequest = {}) => send(app, path, request),
    logIn: (login: string, password = GOOD_PASSWORD, request: SentRequest = {}) =>
      send(app, '/api/auth/login', { ...request, json: { login, password } }),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

export async function aUser(auth: AuthContext, login = 'anna', password = GOOD_PASSWORD): Promise<Me> {
  const result = await addUser(auth, { login, password });
  if (!result.ok) throw new Error(result.fault.code);
  return result.value;
}

export type SentRequest = {
  method?: string;
  json?: unknown;
  cookie?: string;
  headers?: Record<string, string>;
  address?: string;
};

async function send(app: Hono, path: string, request: SentRequest): Promise<Response> {
  const { json, cookie, headers = {}, address = '192.0.2.1' } = request;
  const method = request.method ?? (json === undefined ? 'GET' : 'POST');
  const body = json === undefined ? null : JSON.stringify(json);
  const all = {
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(cookie === undefined ? {} : { cookie }),
    ...headers,
  };
  const bindings = { incoming: { socket: { remoteAddress: address } } };
  return await app.request(path, { method, headers: all, body }, bindings);
}

/** The `name=value` part of the session cookie that an answer sets. */
export function cookieOf(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

export function tokenOf(response: Response): string {
  return cookieOf(response).split('=')[1] ?? '';
}
