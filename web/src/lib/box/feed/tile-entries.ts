import { mediaUrl } from '#lib/media/media-url.ts';
import type { IconName } from '#lib/ui/icon-paths.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import { TILE_ACT_TEXT } from '#shared/russian/feed-text.ts';
import { MOVE_ASSETS_TEXT } from '#shared/russian/reshape-text.ts';
import { TO_SHELF_TEXT } from '#shared/russian/shelf-text.ts';
import type { BoxFeed } from './box-feed.svelte.ts';
import type { FeedActs } from './feed-acts.ts';

/** One line of the menu of a tile. */
export type TileAct = {
  id: string;
  text: string;
  icon?: IconName;
  keys?: string;
  /** Stands after a line. */
  isApart?: true;
  run: () => void;
};

type Desk = { feed: BoxFeed; acts: FeedActs; look: () => void };

/** What can be done with these assets, for the menu of their tiles. */
export function listTileActs(assets: AssetRecord[], { feed, acts, look }: Desk): TileAct[] {
  const [first] = assets;
  if (!first) return [];
  const single = assets.length === 1 ? actsOfOne(first, { feed, acts, look }) : [];
  if (!feed.desk.canEdit) return single;
  return [
    ...single,
    {
      id: 'pick',
      text: TILE_ACT_TEXT.pick,
      icon: 'check',
      keys: 'P',
      isApart: true,
      run: () => acts.flag(assets, 'pick'),
    },
    {
      id: 'reject',
      text: TILE_ACT_TEXT.reject,
      icon: 'close',
      keys: 'X',
      run: () => acts.flag(assets, 'reject'),
    },
    { id: 'favour', text: TILE_ACT_TEXT.favour, icon: 'heart', keys: 'F', run: () => acts.favour(assets) },
    {
      id: 'move',
      text: MOVE_ASSETS_TEXT,
      icon: 'move',
      run: () => {
        feed.desk.moving = assets;
      },
    },
    {
      id: 'trash',
      text: TILE_ACT_TEXT.trash,
      icon: 'trash',
      keys: 'Del',
      isApart: true,
      run: () => acts.throwAway(assets),
    },
  ];
}

function actsOfOne(asset: AssetRecord, { feed, acts, look }: Desk): TileAct[] {
  const isHeadliner = acts.isHeadliner(asset);
  return [
    { id: 'open', text: TILE_ACT_TEXT.open, icon: 'eye', keys: 'Enter', run: () => acts.open(asset.id) },
    { id: 'look', text: TILE_ACT_TEXT.look, icon: 'list', keys: 'I', run: look },
    ...(feed.desk.canEdit && acts.mayStand(asset)
      ? [
          {
            id: 'headliner',
            text: isHeadliner ? TILE_ACT_TEXT.unhead : TILE_ACT_TEXT.headliner,
            icon: 'star' as const,
            keys: 'H',
            run: () => acts.turnHeadliner(asset),
          },
        ]
      : []),
    ...(feed.desk.canEdit && acts.filmModel(asset)
      ? [
          {
            id: 'animate',
            text: TILE_ACT_TEXT.animate,
            icon: 'film' as const,
            run: () => acts.animate(asset),
          },
        ]
      : []),
    ...(feed.desk.canEdit && asset.kind === 'image' && !asset.fault
      ? [
          {
            id: 'shelf',
            text: TO_SHELF_TEXT,
            icon: 'shelf' as const,
            run: () => {
              feed.desk.shelf.offered = { asset: asset.id, shot: asset.shot };
            },
          },
        ]
      : []),
    { id: 'save', text: TILE_ACT_TEXT.save, icon: 'download', run: () => save(asset, feed) },
  ];
}

function save(asset: AssetRecord, feed: BoxFeed): void {
  const link = document.createElement('a');
  link.href = mediaUrl(asset, 'original');
  link.download = feed.fileNameOf(asset);
  link.click();
}
