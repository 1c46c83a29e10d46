import { FeedRow } from '#shared/sync/feed.ts';
import type { Api } from './api.ts';
import type { LocalStore } from './local-store.ts';

export const USER_FEED = 'user';

export type FeedOutcome = { state: 'current' | 'unreachable' | 'signed_out'; isNewHistory: boolean };

/** Brings this user's record feed up to date. A feed of another epoch is read from its start. */
export async function pullFeed(store: LocalStore, api: Api): Promise<FeedOutcome> {
  let isNewHistory = false;
  for (;;) {
    const cursor = await store.feedCursor(USER_FEED);
    const answer = await api.feed(isNewHistory ? 0 : (cursor?.seq ?? 0));
    if (!answer.ok) {
      return { state: answer.fault.code === 'not_signed_in' ? 'signed_out' : 'unreachable', isNewHistory };
    }
    const { epoch, seq, more, rows } = answer.value;
    const wasSetBack = cursor !== undefined && (cursor.epoch !== epoch || cursor.seq > seq);
    if (wasSetBack && !isNewHistory) {
      isNewHistory = true;
      continue;
    }
    await store.applyFeed(USER_FEED, FeedRow.array().parse(rows), { epoch, seq });
    if (!more) return { state: 'current', isNewHistory };
  }
}
