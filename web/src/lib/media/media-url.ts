import type { AssetRecord, RenditionName } from '#shared/assets/asset-record.ts';

type Content = Pick<AssetRecord, 'sha256' | 'kind' | 'renditions'>;

const WIDTHS = { w320: 320, w640: 640, w1600: 1600 } as const;

export function mediaUrl({ sha256 }: Pick<Content, 'sha256'>, rendition: RenditionName | 'original'): string {
  return `/media/${sha256}/${rendition}`;
}

/** Whether there is anything of it to see. */
export function isSeen({ kind }: Pick<Content, 'kind'>): boolean {
  return kind === 'image' || kind === 'video';
}

/** The still that stands for an asset: the wanted size, the nearest that there is, a picture itself; nothing for a sound. */
export function stillUrl(asset: Content, wanted: 'w320' | 'w640' | 'w1600'): string | undefined {
  if (!isSeen(asset)) return undefined;
  const order = { w320: ['w640', 'w1600'], w640: ['w1600', 'w320'], w1600: ['w640', 'w320'] } as const;
  const names = [wanted, ...(asset.kind === 'video' ? ['poster' as const] : []), ...order[wanted]];
  const found = names.find((name) => asset.renditions.includes(name));
  if (found) return mediaUrl(asset, found);
  return asset.kind === 'image' ? mediaUrl(asset, 'original') : undefined;
}

/** The small film for a look at a film, if there is one. */
export function lookUrl(asset: Content): string | undefined {
  return asset.kind === 'video' && asset.renditions.includes('proxy') ? mediaUrl(asset, 'proxy') : undefined;
}

/** The stills of an asset with their widths, for the browser to take the one that is sharp where it stands. */
export function stillSet(asset: Content & Pick<AssetRecord, 'width'>): string | undefined {
  const stills = (['w320', 'w640', 'w1600'] as const).filter((name) => asset.renditions.includes(name));
  if (!isSeen(asset) || stills.length < 2) return undefined;
  // Nothing is made larger than its original.
  const widthOf = (name: keyof typeof WIDTHS) => Math.min(WIDTHS[name], asset.width ?? WIDTHS[name]);
  return stills.map((name) => `${mediaUrl(asset, name)} ${widthOf(name)}w`).join(', ');
}
