import type { Core } from '../core.ts';
import { sql } from '../database/sql.ts';
import type { BlobStore, Sha256 } from './blob-store.ts';

/** A runner may have brought it for a result that it could not tell yet. */
const UNNAMED_LIVES_MS = 24 * 60 * 60_000;
const AT_ONCE = 200;

type Context = Pick<Core, 'database' | 'log'> & { blobs: Pick<BlobStore, 'list' | 'find' | 'removeIf'> };

/**
 * Throws away content that no row has named for a day. Whoever is about to name it holds it, and the rows are looked at
 * again when nobody does. Killed anywhere, the next sweep goes on.
 */
export async function sweepBlobs(context: Context, nowMs: number): Promise<number> {
  const { blobs, log } = context;
  let removed = 0;
  for await (const some of inBatches(blobs.list(), AT_ONCE)) {
    for (const sha256 of await listUnnamed(context, some, nowMs)) {
      const isOld = async () =>
        ((await blobs.find(sha256))?.changedAtMs ?? nowMs) < nowMs - UNNAMED_LIVES_MS &&
        (await listUnnamed(context, [sha256], nowMs)).length > 0;
      if (await blobs.removeIf(sha256, isOld)) removed++;
    }
  }
  if (removed > 0) log.info('blobs_swept', { removed });
  return removed;
}

/** What neither an asset nor a rendition is, nor is about to become one, nor has been brought lately. */
async function listUnnamed(
  { database }: Context,
  contents: Sha256[],
  nowMs: number,
): Promise<readonly Sha256[]> {
  const rows = await database.read(
    sql(
      `SELECT value AS sha256 FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM assets a WHERE a.sha256 = value)
         AND NOT EXISTS (SELECT 1 FROM renditions r WHERE r.sha256 = value)
         AND NOT EXISTS (SELECT 1 FROM incoming i WHERE i.sha256 = value AND i.whole_at IS NOT NULL)
         AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.sha256 = value AND u.at > ?2)`,
      JSON.stringify(contents),
      nowMs - UNNAMED_LIVES_MS,
    ),
  );
  const unnamed = new Set(rows.map(({ sha256 }) => sha256));
  return contents.filter((sha256) => unnamed.has(sha256));
}

async function* inBatches<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    if (batch.push(item) < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
