import type { AssetMutation } from '#shared/assets/asset-mutations.ts';
import { AssetRecord } from '#shared/assets/asset-record.ts';
import { overlayAssets, touchedAssets } from '#shared/assets/overlay-assets.ts';
import { projectFeed } from './feed-names.ts';
import type { LocalStore } from './local-store.ts';

/**
 * What the server has done with assets stands in this device's records before the mutation leaves the outbox, ahead of the
 * records that come with the feed: no page shows them where they were.
 */
export async function keepAssets(store: LocalStore, mutation: AssetMutation, epoch: string): Promise<void> {
  const feed = projectFeed(mutation.project);
  const cursor = await store.feedCursor(feed);
  // Of another history everything is read anew.
  if (cursor?.epoch !== epoch) return;
  const { changed, needed } = touchedAssets(mutation);
  const keys = [...new Set([...changed, ...needed])].map((id) => ({ kind: 'asset', id }));
  const told = new Map<string, AssetRecord>();
  for (const value of await store.getRecords(feed, keys)) {
    const asset = AssetRecord.safeParse(value);
    if (asset.success) told.set(asset.data.id, asset.data);
  }
  const shown = overlayAssets(told, [mutation]);
  const rows = changed.flatMap((id) => {
    const value = shown.get(id);
    return value && value !== told.get(id) ? [{ seq: cursor.seq, kind: 'asset', id, value }] : [];
  });
  if (rows.length > 0) await store.applyFeed(feed, rows, cursor);
}
