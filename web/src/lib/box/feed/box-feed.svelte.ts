import { createContext } from 'svelte';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import type { ShotId } from '#shared/ids.ts';
import { assetLabel, ownFileLabel } from '#shared/russian/box-text.ts';
import type { BoxDesk } from '../box-desk.svelte.ts';
import { listTakeLines } from '../list-takes.ts';
import type { ShotContent } from '../shot-content.svelte.ts';
import { arrangeFeed, countFeed, type FeedView, WHOLE_FEED } from './arrange-feed.ts';
import { type FeedEntry, isAsset, listFeed, numberResults } from './feed-entry.ts';
import { TileStates } from './tile-states.svelte.ts';

const NONE: ReadonlySet<string> = new Set();

/** The feed of one box: what stands in it, what of it is shown, and what is chosen. */
export class BoxFeed {
  readonly desk: BoxDesk;
  readonly shot: ShotId;
  readonly content: ShotContent;
  readonly tiles = new TileStates();
  view = $state.raw<FeedView>(WHOLE_FEED);
  /** Several chosen for one act; a single one is only the current. */
  selected = $state.raw<ReadonlySet<string>>(NONE);
  /** What a person has turned to. New results never take its place. */
  #chosen = $state<string>();
  /** What was launched here last: it is looked at while nothing was chosen. */
  started = $state<string>();
  /** Where a range begins. */
  #anchor: string | undefined;

  readonly #all = $derived.by(() =>
    [...this.desk.ledger.assets.values()].filter(({ shot }) => shot === this.shot),
  );
  readonly lines = $derived.by(() => {
    const { desk, content } = this;
    return listTakeLines({
      takes: content.takes,
      prompts: content.prompts,
      jobs: desk.ledger.jobs,
      assets: this.#all,
      outbox: desk.ledger.outbox,
      // Read only while a take waits for a word of the server: the whole feed does not go by the clock.
      get nowMs() {
        return desk.clock.nowMs;
      },
    });
  });
  readonly entries: FeedEntry[] = $derived.by(() =>
    listFeed({
      lines: this.lines,
      assets: this.#all,
      trashed: this.content.trashed,
      findModel: (id) => this.desk.findModel(id),
    }),
  );
  readonly shown: FeedEntry[] = $derived.by(() => arrangeFeed(this.entries, this.content.marks, this.view));
  readonly counts = $derived.by(() => countFeed(this.entries, this.content.marks));
  readonly trashed: AssetRecord[] = $derived.by(() => {
    const since = ({ id }: AssetRecord) => this.content.trashed.get(id) ?? 0;
    return this.#all.filter(({ id }) => this.content.trashed.has(id)).sort((a, b) => since(b) - since(a));
  });
  readonly #numbers = $derived.by(() => numberResults(this.#all));
  readonly #promptTexts = $derived.by(() => new Map(this.content.prompts.map(({ id, text }) => [id, text])));

  /** What the inspector shows: what was chosen; else what was launched here, the headliner, the newest. */
  readonly current: FeedEntry | undefined = $derived.by(() => {
    const headliner = this.headliner ?? undefined;
    return (
      this.find(this.#chosen) ??
      this.find(this.started) ??
      this.find(headliner) ??
      this.shown[0] ??
      this.entries[0]
    );
  });
  /** Where Tab comes in. */
  readonly entrance: string | undefined = $derived.by(() => {
    const id = this.current?.id;
    return this.shown.some((entry) => entry.id === id) ? id : this.shown[0]?.id;
  });
  readonly headliner: string | null = $derived.by(() => this.desk.board.find(this.shot)?.headliner ?? null);

  constructor(desk: BoxDesk, shot: ShotId, content: ShotContent) {
    this.desk = desk;
    this.shot = shot;
    this.content = content;
  }

  /** A take that has got its results is found in the first of them. */
  find(id: string | undefined): FeedEntry | undefined {
    if (id === undefined) return undefined;
    return (
      this.entries.find((entry) => entry.id === id) ??
      this.entries.find((entry) => isAsset(entry) && entry.asset.take === id)
    );
  }

  /** The assets that an act of the keyboard or a menu means. */
  get meant(): AssetRecord[] {
    if (this.selected.size > 0)
      return this.shown.filter(isAsset).flatMap(({ asset }) => (this.selected.has(asset.id) ? [asset] : []));
    return this.current && isAsset(this.current) ? [this.current.asset] : [];
  }

  numberOf(asset: AssetRecord): number {
    return this.#numbers.get(asset.id) ?? 1;
  }

  labelOf(asset: AssetRecord): string {
    if (asset.take === null) return ownFileLabel(asset.kind, asset.name);
    return assetLabel(asset.kind, this.numberOf(asset), this.#promptTexts.get(asset.prompt ?? '') ?? '');
  }

  fileNameOf(asset: AssetRecord): string {
    return asset.name ?? this.desk.fileNameFor(asset, this.shot, this.numberOf(asset));
  }

  pick(id: string, how: 'only' | 'toggle' | 'extend'): void {
    if (how === 'only') {
      this.#anchor = id;
      this.#select(NONE);
    } else if (how === 'toggle') this.#toggle(id);
    else this.#extend(id);
    this.#chosen = id;
  }

  /** What is looked at once these are gone: the next that stays, else the one before. */
  nextTo(gone: ReadonlySet<string>): string | undefined {
    const ids = this.shown.map(({ id }) => id);
    const at = ids.findIndex((id) => gone.has(id));
    const stays = (id: string) => !gone.has(id);
    return at < 0 ? undefined : (ids.slice(at).find(stays) ?? ids.slice(0, at).findLast(stays));
  }

  selectAll(): void {
    this.#select(new Set(this.shown.filter(isAsset).map(({ id }) => id)));
  }

  unselect(): void {
    this.#select(NONE);
  }

  #toggle(id: string): void {
    const next = new Set(this.selected);
    // The first to be added to was meant already.
    if (next.size === 0 && this.current && this.current.id !== id) next.add(this.current.id);
    if (!next.delete(id)) next.add(id);
    this.#anchor = id;
    this.#select(next);
  }

  #extend(id: string): void {
    const list = this.shown.map((entry) => entry.id);
    const anchor = this.#anchor ?? this.current?.id ?? id;
    const [a, b] = [list.indexOf(anchor), list.indexOf(id)];
    this.#anchor = anchor;
    if (a < 0 || b < 0) this.#select(new Set([id]));
    else this.#select(new Set(list.slice(Math.min(a, b), Math.max(a, b) + 1)));
  }

  #select(next: ReadonlySet<string>): void {
    this.tiles.select(this.selected, next);
    this.selected = next.size > 0 ? next : NONE;
  }

  /** What is no longer shown cannot be meant. */
  keepShown(): void {
    if (this.selected.size === 0) return;
    const shown = new Set(this.shown.map(({ id }) => id));
    if ([...this.selected].some((id) => !shown.has(id)))
      this.#select(new Set([...this.selected].filter((id) => shown.has(id))));
  }
}

export const [getBoxFeed, setBoxFeed] = createContext<BoxFeed>();
