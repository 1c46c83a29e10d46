import type * as Y from 'yjs';
import { LOCAL_EDIT } from './index-doc.ts';
import { type AssetMark, readMark } from './shot-doc.ts';

export const RATING_MAX = 5;
export type AssetFlag = 'pick' | 'reject';

/** What the author says of an asset. */
export type AssetMarks = {
  /** 1…5; 0 says nothing. */
  rating: number;
  isFavourite: boolean;
  flag: AssetFlag | null;
  note: string;
};

export const NO_MARKS: AssetMarks = { rating: 0, isFavourite: false, flag: null, note: '' };

/** Whatever a foreign client has written: what makes no sense says nothing. */
export function readAssetMarks(doc: Y.Doc, asset: string): AssetMarks {
  const read = (mark: AssetMark) => readMark(doc, asset, mark);
  const [rating, flag, note] = [read('rating'), read('flag'), read('note')];
  return {
    rating:
      typeof rating === 'number' && Number.isInteger(rating) && rating >= 1 && rating <= RATING_MAX
        ? rating
        : 0,
    isFavourite: read('favourite') === true,
    flag: flag === 'pick' || flag === 'reject' ? flag : null,
    note: typeof note === 'string' ? note : '',
  };
}

/** Which assets a document says anything of. */
export function listMarked(doc: Y.Doc): Set<string> {
  return new Set([...doc.getMap('marks').keys()].map(markedAsset));
}

/** The asset that a key of the marks is about. */
export function markedAsset(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf(':')));
}

/** The same said of several assets, in one edit. */
export function setMarks(doc: Y.Doc, assets: Iterable<string>, mark: AssetMark, value: unknown): void {
  doc.transact(() => {
    const marks = doc.getMap('marks');
    for (const asset of assets) marks.set(`${asset}:${mark}`, value);
  }, LOCAL_EDIT);
}
