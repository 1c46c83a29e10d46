import { createContext } from 'svelte';
import type { BoxDesk } from '#lib/box/box-desk.svelte.ts';
import type { ShotContent } from '#lib/box/shot-content.svelte.ts';
import type { ShotId } from '#shared/ids.ts';
import { isUntried, listStale, type StaleCause } from '#shared/storyboard/stale.ts';

const NONE: StaleCause[] = [];

/** What of one shot was made from something that has changed since. */
export class BoxStale {
  readonly #desk: BoxDesk;
  readonly #shot: ShotId;
  readonly #content: ShotContent;
  /** Apart from the list: typing turns it over seldom, and only then are the tiles asked again. */
  readonly #isDraftUntried: boolean = $derived.by(() => {
    void this.#content.draftLength;
    return isUntried(this.#content.draft.toString(), this.#content.prompts);
  });
  readonly #causes: ReadonlyMap<string, StaleCause[]> = $derived.by(() => {
    const { ledger, shelf, board } = this.#desk;
    const { trashed, prompts } = this.#content;
    const assets = [...ledger.assets.values()].filter(({ shot }) => shot === this.#shot);
    const stale = listStale({
      assets,
      prompts,
      shelf: shelf.all,
      headliner: board.find(this.#shot)?.headliner ?? null,
      isGone: (asset) => trashed.has(asset) || (ledger.isKnown && !ledger.assets.has(asset)),
      findKind: (asset) => ledger.assets.get(asset)?.kind,
      schemaOf: (model) => this.#desk.findModel(model ?? undefined)?.schema,
      isDraftUntried: this.#isDraftUntried,
    });
    return new Map(stale.map(({ asset, causes }) => [asset, causes]));
  });

  constructor(desk: BoxDesk, shot: ShotId, content: ShotContent) {
    this.#desk = desk;
    this.#shot = shot;
    this.#content = content;
  }

  of(asset: string): StaleCause[] {
    return this.#causes.get(asset) ?? NONE;
  }

  /** Takes with stale results, without those that only wait for a take of the new words. */
  get assets(): string[] {
    return [...this.#causes.keys()];
  }
}

export const [getBoxStale, setBoxStale] = createContext<BoxStale>();
