import type { AssetMutation } from './asset-mutations.ts';
import type { AssetRecord } from './asset-record.ts';

type Assets = ReadonlyMap<string, AssetRecord>;

/** The assets of a project as they will be once the server has heard what waits to be sent. */
export function overlayAssets(assets: Assets, waiting: AssetMutation[]): Assets {
  if (waiting.length === 0) return assets;
  const shown = new Map(assets);
  for (const mutation of waiting) {
    if (mutation.kind === 'asset.move') {
      for (const id of mutation.assets) {
        const asset = shown.get(id);
        if (asset) shown.set(id, { ...asset, shot: mutation.to });
      }
    } else {
      for (const { from, id, shot } of mutation.copies) {
        const original = shown.get(from);
        if (original && !shown.has(id)) shown.set(id, { ...original, id, shot, job: null });
      }
    }
  }
  return shown;
}

/** The ids whose records are others once a mutation is done, and those that they are made of. */
export function touchedAssets(mutation: AssetMutation): { changed: string[]; needed: string[] } {
  if (mutation.kind === 'asset.move') return { changed: mutation.assets, needed: mutation.assets };
  return { changed: mutation.copies.map(({ id }) => id), needed: mutation.copies.map(({ from }) => from) };
}
