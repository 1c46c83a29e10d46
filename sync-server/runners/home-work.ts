import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';

/** Its bytes lie beside the server: a runner of another machine would carry them over the net and back. */
const HOME_KINDS: readonly string[] = ['rendition', 'rendition:proxy', 'frame'];
/** What the runner beside the server has not taken by then it does not get to. */
const HOME_FIRST_MS = 5000;
const HERE_MS = 60_000;

/** Of the kinds that a runner of another machine does, those that it may take now. */
export async function kindsForRemote(database: Database, kinds: string[], nowMs: number): Promise<string[]> {
  if (!kinds.some((kind) => HOME_KINDS.includes(kind))) return kinds;
  const doneHere = await database.read(
    sql(
      `SELECT k.value AS kind FROM runners r, json_each(r.kinds) k
         WHERE r.is_local = 1 AND r.revoked_at IS NULL AND r.is_paused = 0 AND r.seen_at > ?1
           AND k.value IN (SELECT value FROM json_each(?2))
           AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.state = 'ready' AND j.kind = k.value AND j.run_at <= ?3)`,
      nowMs - HERE_MS,
      JSON.stringify(HOME_KINDS),
      nowMs - HOME_FIRST_MS,
    ),
  );
  return kinds.filter((kind) => !doneHere.some((row) => row.kind === kind));
}
