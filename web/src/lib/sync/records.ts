import type { Result } from '#shared/result.ts';
import type { FeedAnswer, FeedRow } from '#shared/sync/feed.ts';
import type { FeedCursor, LocalStore, RecordKey } from './local-store.ts';

export type FeedState = 'current' | 'unreachable' | 'signed_out' | 'refused';

export type Feed = {
  name: string;
  read: (since: number) => Promise<Result<FeedAnswer>>;
  /**
   * The server was set back: runs with the records it has now, and only after that is done does the cursor move, so
   * that a tab which dies in between leaves the notice standing for the next one.
   */
  onNewHistory: (records: FeedRow[]) => Promise<void>;
};

/** Brings a feed up to date; answers with what has changed, or with everything when nothing of it was known. */
export async function pullFeed(
  store: LocalStore,
  { name, read, onNewHistory }: Feed,
): Promise<{ state: FeedState; changed: RecordKey[] }> {
  const cursor = await store.feedCursor(name);
  const news = await readFrom(read, cursor?.seq ?? 0);
  if ('state' in news) return { state: news.state, changed: [] };
  const wasSetBack =
    cursor !== undefined && (cursor.epoch !== news.cursor.epoch || cursor.seq > news.cursor.seq);
  if (!wasSetBack) {
    await store.applyFeed(name, news.rows, news.cursor);
    return { state: 'current', changed: news.rows };
  }
  const all = await readFrom(read, 0);
  if ('state' in all) return { state: all.state, changed: [] };
  await onNewHistory(all.rows);
  await store.applyFeed(name, all.rows, all.cursor);
  return { state: 'current', changed: all.rows };
}

async function readFrom(
  read: Feed['read'],
  since: number,
): Promise<{ rows: FeedRow[]; cursor: FeedCursor } | { state: FeedState }> {
  const rows: FeedRow[] = [];
  for (let from = since; ; ) {
    const answer = await read(from);
    if (!answer.ok) return { state: stateOf(answer.fault.code) };
    const { epoch, seq, more } = answer.value;
    rows.push(...answer.value.rows);
    if (!more) return { rows, cursor: { epoch, seq } };
    from = seq;
  }
}

function stateOf(code: string): FeedState {
  if (code === 'not_signed_in') return 'signed_out';
  return code === 'project_not_found' || code === 'not_found' || code === 'forbidden'
    ? 'refused'
    : 'unreachable';
}
