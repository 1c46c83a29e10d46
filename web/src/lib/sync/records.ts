import type { FeedRow } from '#shared/sync/feed.ts';
import type { Api } from './api.ts';
import type { FeedCursor, LocalStore } from './local-store.ts';

export const USER_FEED = 'user';

export type FeedState = 'current' | 'unreachable' | 'signed_out';

/**
 * Brings this user's record feed up to date. A server that was set back is noticed here: then `onNewHistory` runs with
 * the records it has now, and only after that is done does the cursor move, so that a tab which dies in between
 * leaves the notice standing for the next one.
 */
export async function pullFeed(
  store: LocalStore,
  api: Api,
  onNewHistory: (records: FeedRow[]) => Promise<void>,
): Promise<FeedState> {
  const cursor = await store.feedCursor(USER_FEED);
  const news = await readFrom(api, cursor?.seq ?? 0);
  if ('state' in news) return news.state;
  const wasSetBack =
    cursor !== undefined && (cursor.epoch !== news.cursor.epoch || cursor.seq > news.cursor.seq);
  if (!wasSetBack) {
    await store.applyFeed(USER_FEED, news.rows, news.cursor);
    return 'current';
  }
  const all = await readFrom(api, 0);
  if ('state' in all) return all.state;
  await onNewHistory(all.rows);
  await store.applyFeed(USER_FEED, all.rows, all.cursor);
  return 'current';
}

async function readFrom(
  api: Api,
  since: number,
): Promise<{ rows: FeedRow[]; cursor: FeedCursor } | { state: FeedState }> {
  const rows: FeedRow[] = [];
  for (let from = since; ; ) {
    const answer = await api.feed(from);
    if (!answer.ok) return { state: answer.fault.code === 'not_signed_in' ? 'signed_out' : 'unreachable' };
    const { epoch, seq, more } = answer.value;
    rows.push(...answer.value.rows);
    if (!more) return { rows, cursor: { epoch, seq } };
    from = seq;
  }
}
