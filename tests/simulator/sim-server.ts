import { Hono } from 'hono';
import type { SignedInEnv } from '#server/auth/signed-in.ts';
import { type Core, createCore } from '#server/core.ts';
import { listMigrations } from '#server/database/migrate.ts';
import { sql } from '#server/database/sql.ts';
import { admit } from '#server/documents/admit.ts';
import type { Connection } from '#server/documents/connection.ts';
import { documentRoutes } from '#server/documents/routes.ts';
import type { Socket } from '#server/documents/socket.ts';
import { feedRoutes } from '#server/feeds/routes.ts';
import { mutationRoutes } from '#server/mutations/routes.ts';
import { UserId } from '#shared/ids.ts';
import type { Dice } from './dice.ts';
import type { SimDisk } from './sim-disk.ts';

const USER = UserId.parse('01ARZ3NDEKTSV4RRFFQ69G5FAV');
const SESSION = 'simulated';
const MIGRATIONS = await listMigrations();

/** The real server core behind a simulated network: started, killed and started again on one disk. */
export class SimServer {
  readonly disk: SimDisk;
  readonly #dice: Dice;
  #core: Core | undefined;
  #app: Hono<SignedInEnv> | undefined;
  /** Grows with every life of the process; what belongs to an earlier one is dead. */
  life = 0;
  readonly errors: string[] = [];
  /** The other ends of the sockets: the kernel closes them when the process dies. */
  readonly onDeath = new Set<() => void>();

  constructor(disk: SimDisk, dice: Dice) {
    this.disk = disk;
    this.#dice = dice;
  }

  get isUp(): boolean {
    return this.#core !== undefined;
  }

  async start(): Promise<void> {
    const life = ++this.life;
    const core = await createCore({
      driver: this.disk.plugIn(),
      migrations: MIGRATIONS,
      clock: { nowMs: () => Date.now() },
      random: { bytes: (count) => this.#dice.bytes(count) },
      log: {
        debug: () => {},
        info: () => {},
        warn: () => {},
        error: (event, details) => this.errors.push(`${event} ${JSON.stringify(details)}`),
      },
      roomLimits: {
        compactAfterRows: 12,
        compactAfterBytes: 4096,
        compactIdleRows: 3,
        idleMs: 5000,
        openMax: 6,
      },
    });
    if (life !== this.life) return;
    const known = await core.database.readOne(sql('SELECT id FROM users'));
    if (!known) {
      await core.database.write([
        sql(
          "INSERT INTO users (id, login, password_hash, role, created_at) VALUES (?, 'anna', '', 'admin', 0)",
          USER,
        ),
      ]);
    }
    if (life !== this.life) return;
    const ports = { ...core, nowMs: () => Date.now() };
    this.#core = core;
    this.#app = new Hono<SignedInEnv>()
      .use(async (c, next) => {
        c.set('principal', { user: USER, login: 'anna', role: 'admin', session: SESSION });
        await next();
      })
      .route('/', documentRoutes(core))
      .route('/', mutationRoutes(ports))
      .route('/', feedRoutes(core));
  }

  /** The process is gone at once: nothing it had in memory is ever heard of again. */
  kill(): void {
    this.life++;
    this.disk.pullPlug();
    this.#core = undefined;
    this.#app = undefined;
    for (const cut of this.onDeath) cut();
  }

  async stopGracefully(): Promise<void> {
    const core = this.#core;
    this.#app = undefined;
    await core?.rooms.close();
    await core?.database.drain();
    this.kill();
  }

  request(url: string, init?: RequestInit): Promise<Response> {
    if (!this.#app) return Promise.reject(new TypeError('the server is down'));
    return Promise.resolve(this.#app.request(url, init));
  }

  /** The accepted socket, or a close code. */
  async connect(doc: string, socket: Socket): Promise<Connection | { code: number; reason: string }> {
    const core = this.#core;
    if (!core) return { code: 1006, reason: '' };
    const admission = await admit(
      core.database,
      { user: USER, login: 'anna', role: 'admin', session: SESSION },
      doc,
    );
    if ('refuse' in admission) return { code: admission.refuse, reason: admission.reason };
    return core.rooms.connect(admission.name, socket, { caller: admission.caller, wantsAcks: true });
  }

  async sweep(): Promise<void> {
    await this.#core?.rooms.sweep();
  }

  get core(): Core {
    if (!this.#core) throw new Error('the server is down');
    return this.#core;
  }
}
