import type { Shot } from '#shared/documents/index-doc.ts';
import type { ProjectId } from '#shared/ids.ts';
import { stillUrl } from './media-url.ts';
import type { ShotAssets } from './shot-assets.svelte.ts';

/** Changes of one sitting are kept together. */
const SETTLE_MS = 4000;

/** After a moment of quiet; the returned function calls it off. */
export function keepHeadliners(
  project: ProjectId,
  shots: Shot[],
  assets: Pick<ShotAssets, 'find'>,
): () => void {
  const urls = shots.flatMap(({ headliner }) => {
    const asset = assets.find(headliner);
    const url = asset && stillUrl(asset, 'w320');
    // A whole original is too much to keep for each shot.
    return url && !url.endsWith('/original') ? [url] : [];
  });
  const timer = setTimeout(async () => {
    const { keepPictures } = await import('./kept-pictures.ts');
    // Without room on the device the pictures come from the net, as ever.
    await keepPictures(project, urls).catch(() => {});
  }, SETTLE_MS);
  return () => clearTimeout(timer);
}
