import { createContext } from 'svelte';
import { isSeen } from '#lib/media/media-url.ts';
import type { Announcer } from '#lib/ui/announcer.svelte.ts';
import type { Toasts } from '#lib/ui/toasts.svelte.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import { firstFrameOf } from '#shared/catalogue/form-fields.ts';
import type { Model } from '#shared/catalogue/model.ts';
import { type AssetFlag, type AssetMarks, NO_MARKS } from '#shared/documents/asset-marks.ts';
import { FIRST_FRAME_SET_TEXT, HEADLINER_GONE_TEXT, HEADLINER_SET_TEXT } from '#shared/russian/box-text.ts';
import {
  FAVOURITE_TEXT,
  FLAGGED_TEXT,
  markedText,
  ratedText,
  trashedAssetsText,
} from '#shared/russian/feed-text.ts';
import { CANCEL_TEXT } from '#shared/russian/storyboard-text.ts';
import type { BoxFeed } from './box-feed.svelte.ts';

type Says = { announcer: Announcer; toasts: Toasts; focusForm: () => void };

/** What a person does to assets of the feed: to the chosen ones, or to the current. */
export class FeedActs {
  /** Shows an asset over the whole page. */
  open: (asset: string) => void = () => {};
  readonly #feed: BoxFeed;
  readonly #says: Says;

  constructor(feed: BoxFeed, says: Says) {
    this.#feed = feed;
    this.#says = says;
  }

  rate(assets: AssetRecord[], rating: number): void {
    this.#mark(assets, 'rating', rating === 0 ? null : rating, ratedText(rating));
  }

  /** Said of all of them again, it is taken back. */
  flag(assets: AssetRecord[], flag: AssetFlag): void {
    const next = this.#all(assets, (marks) => marks.flag === flag) ? null : flag;
    this.#mark(assets, 'flag', next, FLAGGED_TEXT[next ?? 'none']);
  }

  favour(assets: AssetRecord[]): void {
    const isOn = !this.#all(assets, ({ isFavourite }) => isFavourite);
    this.#mark(assets, 'favourite', isOn, FAVOURITE_TEXT[isOn ? 'on' : 'off']);
  }

  note(asset: AssetRecord, note: string): void {
    this.#feed.content.mark([asset.id], 'note', note === '' ? null : note);
  }

  #all(assets: AssetRecord[], has: (marks: AssetMarks) => boolean): boolean {
    return assets.every(({ id }) => has(this.#feed.content.marks.get(id) ?? NO_MARKS));
  }

  #mark(assets: AssetRecord[], mark: 'rating' | 'flag' | 'favourite', value: unknown, said: string): void {
    if (assets.length === 0) return;
    this.#feed.content.mark(
      assets.map(({ id }) => id),
      mark,
      value,
    );
    this.#says.announcer.say(markedText(assets.length, said));
  }

  isHeadliner(asset: AssetRecord): boolean {
    return this.#feed.headliner === asset.id;
  }

  /** What nobody sees stands for no shot. */
  mayStand(asset: AssetRecord): boolean {
    return this.isHeadliner(asset) || (isSeen(asset) && !asset.fault);
  }

  turnHeadliner(asset: AssetRecord): void {
    if (!this.mayStand(asset)) return;
    const { desk, shot } = this.#feed;
    const isHeadliner = this.isHeadliner(asset);
    desk.chooseHeadliner(shot, isHeadliner ? null : asset.id);
    this.#says.announcer.say(isHeadliner ? HEADLINER_GONE_TEXT : HEADLINER_SET_TEXT);
  }

  /** What would make a film of this picture. */
  filmModel(asset: AssetRecord): Model | undefined {
    return asset.kind === 'image' && !asset.fault ? this.#feed.desk.usualModel('video') : undefined;
  }

  animate(asset: AssetRecord): void {
    const model = this.filmModel(asset);
    const first = model && firstFrameOf(model.schema);
    if (!model || first === undefined) return;
    this.#feed.content.fill(model.id, { [first]: asset.id });
    this.#says.announcer.say(FIRST_FRAME_SET_TEXT);
    this.#says.focusForm();
  }

  throwAway(assets: AssetRecord[]): void {
    const [first] = assets;
    if (!first) return;
    const { desk, shot, content, headliner } = this.#feed;
    const ids = assets.map(({ id }) => id);
    const label = this.#feed.labelOf(first);
    const wasHeadliner = headliner !== null && ids.includes(headliner);
    const next = this.#feed.nextTo(new Set(ids));
    if (wasHeadliner) desk.chooseHeadliner(shot, null);
    content.throwAway(ids);
    this.#feed.unselect();
    if (next !== undefined) this.#feed.pick(next, 'only');
    const run = () => {
      content.restore(ids);
      if (wasHeadliner) desk.chooseHeadliner(shot, headliner);
    };
    this.#says.toasts.show(trashedAssetsText(ids.length, label), { label: CANCEL_TEXT, run });
  }
}

export const [getFeedActs, setFeedActs] = createContext<FeedActs>();
