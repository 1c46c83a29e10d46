import { onTestFinished } from 'vitest';
import { type Core, createCore } from '#server/core.ts';
import { openDirectDriver } from '#server/database/libsql-driver.ts';
import { listMigrations } from '#server/database/migrate.ts';
import { type SqlDriver, sql } from '#server/database/sql.ts';
import { ROOM_LIMITS, type RoomLimits } from '#server/documents/rooms.ts';
import type { Socket } from '#server/documents/socket.ts';
import { silentLog, systemRandom } from '#server/ports.ts';
import { createProjectStatements } from '#server/projects/create-project.ts';
import { type DocName, docNameOf } from '#shared/documents/doc-name.ts';
import { ProjectId, UserId } from '#shared/ids.ts';

export const USER = UserId.parse('01ARZ3NDEKTSV4RRFFQ69G5FAV');
export const PROJECT = ProjectId.parse('01ARZ3NDEKTSV4RRFFQ69G5FB0');
export const INDEX: DocName = docNameOf({ kind: 'index', project: PROJECT });

type Options = { limits?: Partial<RoomLimits>; wrap?: (driver: SqlDriver) => SqlDriver };
type Opened = { core: Core; clock: { nowMs(): number; passMs(ms: number): void } };

/** The server without a network, on a database in memory, with one user and one project. */
export async function aCore(options: Options = {}): Promise<Opened> {
  const { close, ...opened } = await openCore(options);
  onTestFinished(close);
  return opened;
}

/** The same for whoever closes it himself. */
export async function openCore(options: Options = {}): Promise<Opened & { close(): Promise<void> }> {
  const driver = await openDirectDriver(':memory:');
  let nowMs = 1_750_000_000_000;
  const clock = {
    nowMs: () => nowMs,
    passMs: (ms: number) => {
      nowMs += ms;
    },
  };
  const core = await createCore({
    driver: options.wrap ? options.wrap(driver) : driver,
    migrations: await listMigrations(),
    clock,
    random: systemRandom,
    log: silentLog,
    roomLimits: { ...ROOM_LIMITS, ...options.limits },
  });
  await core.database.write([
    sql(
      "INSERT INTO users (id, login, password_hash, role, created_at) VALUES (?, 'анна', '', 'admin', 0)",
      USER,
    ),
    ...createProjectStatements({ project: PROJECT, name: 'Фильм', user: USER, nowMs }),
  ]);
  return { core, clock, close: () => driver.close() };
}

/** The other end of a connection: what it was sent, and how it was closed. */
export class TestSocket implements Socket {
  readonly sent: Uint8Array[] = [];
  closedWith: { code: number; reason: string } | undefined;
  buffered = 0;
  isPaused = false;

  send(bytes: Uint8Array): void {
    this.sent.push(bytes);
  }
  close(code: number, reason: string): void {
    this.closedWith = { code, reason };
  }
  bufferedBytes(): number {
    return this.buffered;
  }
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
}

export function aCaller(mayWrite = true) {
  return { caller: { user: USER, session: 'session', mayWrite }, wantsAcks: true };
}
