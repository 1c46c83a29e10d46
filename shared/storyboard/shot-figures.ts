import type { AssetKind } from '../assets/asset-kind.ts';

/** What the board says of a shot besides its own line in the storyboard. Assets in the trash do not count. */
export type ShotFigures = {
  assets: number;
  byKind: ReadonlyMap<AssetKind, number>;
  /** Work that a runner has or waits for, a question to a person among it. */
  inWork: number;
  /** By which its assets were made. */
  models: ReadonlySet<string>;
  bestRating: number;
};

export const NO_FIGURES: ShotFigures = {
  assets: 0,
  byKind: new Map(),
  inWork: 0,
  models: new Set(),
  bestRating: 0,
};
