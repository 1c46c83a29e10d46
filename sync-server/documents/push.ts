import type { DocName } from '#shared/documents/doc-name.ts';
import type { Fault } from '#shared/fault.ts';
import type { UserId } from '#shared/ids.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { PushBody } from '#shared/sync/push.ts';
import type { Database } from '../database/database.ts';
import { findAccess, writeRefusal } from '../projects/access.ts';
import { findPushedRows } from './doc-log.ts';
import type { Rooms } from './rooms.ts';

export type PushContext = { database: Database; rooms: Rooms };

/** Takes a device's rows in their order; stops at the first that is refused. Answers when all taken ones are on disk. */
export function pushRows(
  { database, rooms }: PushContext,
  { name, user, body }: { name: DocName; user: UserId; body: PushBody },
): Promise<Result<{ seq: number }>> {
  return rooms.use(name, async (room) => {
    const { device } = body;
    const numbers = body.rows.map(({ row }) => row);
    const known = await findPushedRows(database, name, {
      device,
      from: Math.min(...numbers, Number.MAX_SAFE_INTEGER),
      to: Math.max(...numbers, 0),
    });
    // Once more, with nothing to wait for in between: the body may have been on its way for minutes.
    const refusal = writeRefusal(await findAccess(database, room.address.project, user));
    if (refusal) return fail(refusal);
    const written: Promise<{ ok: true } | { ok: false; fault: Fault }>[] = [];
    let refused: Fault | undefined;
    for (const { row, update } of body.rows) {
      if (known.has(row)) continue;
      const accepted = room.submit({ bytes: update, user, push: { device, row }, from: undefined });
      if (accepted.kind === 'refused') {
        refused = accepted.fault;
        break;
      }
      written.push(accepted.written);
    }
    for (const result of await Promise.all(written)) if (!result.ok) return fail(result.fault);
    return refused ? fail(refused) : ok({ seq: room.seq });
  });
}
