import type { AssetRecord, RenditionName } from '#shared/assets/asset-record.ts';

type Content = Pick<AssetRecord, 'sha256' | 'kind' | 'renditions'>;

export function mediaUrl({ sha256 }: Pick<Content, 'sha256'>, rendition: RenditionName | 'original'): string {
  return `/media/${sha256}/${rendition}`;
}

/** The still that stands for an asset: the wanted size, the nearest that there is, a picture itself; nothing for a sound. */
export function stillUrl(asset: Content, wanted: 'w320' | 'w640' | 'w1600'): string | undefined {
  if (asset.kind === 'audio') return undefined;
  const order = { w320: ['w640', 'w1600'], w640: ['w1600', 'w320'], w1600: ['w640', 'w320'] } as const;
  const names = [wanted, ...(asset.kind === 'video' ? ['poster' as const] : []), ...order[wanted]];
  const found = names.find((name) => asset.renditions.includes(name));
  if (found) return mediaUrl(asset, found);
  return asset.kind === 'image' ? mediaUrl(asset, 'original') : undefined;
}
