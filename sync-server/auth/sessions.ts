import { createHash, timingSafeEqual } from 'node:crypto';
import type { UserId } from '#shared/ids.ts';
import type { Database } from '../database/database.ts';
import type { Clock, Log, Random } from '../ports.ts';
import type { Principal } from './principal.ts';
import {
  deleteSession,
  deleteSessionsOf,
  findLiveSession,
  insertSession,
  type KeptSession,
  listLiveSessions,
  listSessionsOf,
  renewSession,
  type SessionDeadlines,
} from './store.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const IDLE_MS = 14 * DAY_MS;
const RENEW_AFTER_MS = HOUR_MS;
export const SESSION_MAX_MS = 90 * DAY_MS;

const ID_BYTES = 16;
const SECRET_BYTES = 32;
const TOKEN = /^([\w-]{22})\.([\w-]{43})$/;
const USER_AGENT_MAX_CHARS = 256;

type SessionPorts = { database: Database; clock: Clock; random: Random; log: Log };
type RevocationListener = (sessions: string[]) => void;

/** Sessions as opaque tokens `id.secret`. The database keeps a hash of the secret: a stolen file opens nothing. */
export class Sessions {
  readonly #ports: SessionPorts;
  readonly #listeners = new Set<RevocationListener>();

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  /** Begins a session and returns its token, which nobody can ask for again. */
  async open(user: UserId, userAgent: string): Promise<string> {
    const { token } = await this.#begin(user, userAgent, undefined);
    return token;
  }

  /** The same on the word of a password; nothing when it was changed while it was being checked. */
  async openBy(passwordHash: string, user: UserId, userAgent: string): Promise<string | undefined> {
    const { token, hasBegun } = await this.#begin(user, userAgent, passwordHash);
    return hasBegun ? token : undefined;
  }

  async #begin(user: UserId, userAgent: string, passwordHash: string | undefined) {
    const { database, random, clock } = this.#ports;
    const id = base64url(random.bytes(ID_BYTES));
    const secret = base64url(random.bytes(SECRET_BYTES));
    const session = { id, secretHash: hashOf(secret), user, nowMs: clock.nowMs(), passwordHash };
    const hasBegun = await insertSession(
      database,
      { ...session, userAgent: userAgent.slice(0, USER_AGENT_MAX_CHARS) },
      this.#deadlines(),
    );
    return { token: `${id}.${secret}`, hasBegun };
  }

  /** Another secret for a session that goes on: its sockets stay open, and a copied token is worth nothing. */
  replaceSecret(id: string): { token: string; kept: KeptSession } {
    const secret = base64url(this.#ports.random.bytes(SECRET_BYTES));
    return { token: `${id}.${secret}`, kept: { id, secretHash: hashOf(secret) } };
  }

  list(user: UserId) {
    return listSessionsOf(this.#ports.database, user, this.#deadlines());
  }

  async validate(token: string | undefined): Promise<Principal | undefined> {
    const [, id, secret] = TOKEN.exec(token ?? '') ?? [];
    if (id === undefined || secret === undefined) return undefined;
    const session = await findLiveSession(this.#ports.database, id, this.#deadlines());
    if (!session || !timingSafeEqual(hashOf(secret), session.secretHash)) return undefined;
    if (this.#ports.clock.nowMs() - session.renewedAt >= RENEW_AFTER_MS) await this.#renew(id);
    return { user: session.user, login: session.login, role: session.role, session: id };
  }

  /** A full disk must not sign anybody out: the session simply stays as old as it was. */
  async #renew(id: string): Promise<void> {
    const { database, clock, log } = this.#ports;
    try {
      await renewSession(database, id, clock.nowMs());
    } catch (error) {
      log.warn('session_not_renewed', { reason: error instanceof Error ? error.message : String(error) });
    }
  }

  async revokeSession(id: string): Promise<void> {
    await deleteSession(this.#ports.database, id);
    this.tellRevoked([id]);
  }

  async revokeSessionsOf(user: UserId, exceptSession = ''): Promise<void> {
    this.tellRevoked(await deleteSessionsOf(this.#ports.database, user, exceptSession));
  }

  /** Calls back at every revocation, so that open sockets close at once. Returns what ends the calls. */
  onSessionsRevoked(listener: RevocationListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** For changes that end sessions in a transaction of their own. */
  tellRevoked(sessions: string[]): void {
    if (sessions.length === 0) return;
    for (const listener of this.#listeners) listener(sessions);
  }

  /** Which of these are revoked, expired or of a disabled user: for what stays open longer than one request. */
  async findDead(sessions: string[]): Promise<string[]> {
    if (sessions.length === 0) return [];
    const live = new Set(await listLiveSessions(this.#ports.database, sessions, this.#deadlines()));
    return sessions.filter((session) => !live.has(session));
  }

  #deadlines(): SessionDeadlines {
    const nowMs = this.#ports.clock.nowMs();
    return { createdBefore: nowMs - SESSION_MAX_MS, renewedBefore: nowMs - IDLE_MS };
  }
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
