import { type AssetMarks, NO_MARKS } from '#shared/documents/asset-marks.ts';
import { type FeedEntry, isAsset } from './feed-entry.ts';

export const FEED_KINDS = ['all', 'image', 'video', 'audio', 'own'] as const;
export type FeedKind = (typeof FEED_KINDS)[number];
export type FeedSort = 'newest' | 'rating';
/** What of the feed is shown, and in which order. */
export type FeedView = {
  kind: FeedKind;
  onlyFavourites: boolean;
  withoutRejected: boolean;
  sort: FeedSort;
};
export const WHOLE_FEED: FeedView = {
  kind: 'all',
  onlyFavourites: false,
  withoutRejected: false,
  sort: 'newest',
};

type Marked = ReadonlyMap<string, AssetMarks>;

export function arrangeFeed(entries: FeedEntry[], marked: Marked, view: FeedView): FeedEntry[] {
  const shown = entries.filter((entry) => isOfKind(entry, view.kind) && isWanted(entry, marked, view));
  if (view.sort === 'newest') return shown;
  // What is still being made has no rating yet and stays in sight; the sort keeps the order of equals.
  const rank = (entry: FeedEntry) =>
    isAsset(entry) ? marksOf(entry, marked).rating : Number.POSITIVE_INFINITY;
  return shown.toSorted((a, b) => compare(rank(b), rank(a)));
}

export type FeedCounts = Record<FeedKind | 'favourites' | 'unrejected', number>;

/** How many each choice would show, were it the only one. */
export function countFeed(entries: FeedEntry[], marked: Marked): FeedCounts {
  const counts: FeedCounts = { all: 0, image: 0, video: 0, audio: 0, own: 0, favourites: 0, unrejected: 0 };
  for (const entry of entries) {
    for (const kind of FEED_KINDS) if (isOfKind(entry, kind)) counts[kind]++;
    if (isWanted(entry, marked, { ...WHOLE_FEED, onlyFavourites: true })) counts.favourites++;
    if (isWanted(entry, marked, { ...WHOLE_FEED, withoutRejected: true })) counts.unrejected++;
  }
  return counts;
}

function isOfKind(entry: FeedEntry, kind: FeedKind): boolean {
  if (kind === 'all') return true;
  if (kind === 'own') return isAsset(entry) && entry.asset.take === null;
  return (isAsset(entry) ? entry.asset.kind : entry.kind) === kind;
}

function isWanted(entry: FeedEntry, marked: Marked, { onlyFavourites, withoutRejected }: FeedView): boolean {
  const { isFavourite, flag } = marksOf(entry, marked);
  return (!onlyFavourites || isFavourite) && (!withoutRejected || flag !== 'reject');
}

function marksOf(entry: FeedEntry, marked: Marked): AssetMarks {
  return marked.get(entry.id) ?? NO_MARKS;
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
