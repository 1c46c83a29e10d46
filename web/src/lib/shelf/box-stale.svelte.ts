import { createContext } from 'svelte';
import type { BoxDesk } from '#lib/box/box-desk.svelte.ts';
import type { ShotContent } from '#lib/box/shot-content.svelte.ts';
import type { PromptRecord } from '#shared/documents/shot-doc.ts';
import type { ShotId } from '#shared/ids.ts';
import { isUntried, listStale, type Stale, type StaleCause } from '#shared/storyboard/stale.ts';

const NONE: StaleCause[] = [];

/** What of one shot was made from something that has changed since. */
export class BoxStale {
  readonly #desk: BoxDesk;
  readonly #shot: ShotId;
  readonly #content: ShotContent;
  /** Apart from the list: typing turns it over seldom, and only then are the tiles asked again. */
  readonly #isDraftUntried: boolean = $derived.by(() =>
    isUntried(this.#content.draftText, this.#content.prompts),
  );
  readonly #stale: Stale[] = $derived.by(() => {
    const { ledger, shelf, board } = this.#desk;
    const assets = [...ledger.assets.values()].filter(({ shot }) => shot === this.#shot);
    return listStale({
      assets,
      prompts: this.#content.prompts,
      shelf: shelf.all,
      headliner: board.find(this.#shot)?.headliner ?? null,
      isGone: (asset) => this.#isGone(asset),
      findKind: (asset) => ledger.assets.get(asset)?.kind,
      schemaOf: (model) => this.#desk.findModel(model ?? undefined)?.schema,
      isDraftUntried: this.#isDraftUntried,
    });
  });
  readonly #causes: ReadonlyMap<string, StaleCause[]> = $derived(
    new Map(this.#stale.map(({ asset, causes }) => [asset, causes])),
  );
  readonly takes: ReadonlySet<string> = $derived(
    new Set(this.#stale.flatMap(({ take }) => (take === null ? [] : [take]))),
  );

  constructor(desk: BoxDesk, shot: ShotId, content: ShotContent) {
    this.#desk = desk;
    this.#shot = shot;
    this.#content = content;
  }

  of(asset: string): StaleCause[] {
    return this.#causes.get(asset) ?? NONE;
  }

  listWithPrompts(): (Stale & { prompt: PromptRecord })[] {
    const prompts = new Map(this.#content.prompts.map((prompt) => [prompt.id, prompt]));
    return this.#stale.flatMap((one) => {
      const prompt = prompts.get(this.#desk.ledger.find(one.asset)?.prompt ?? '');
      return prompt ? [{ ...one, prompt }] : [];
    });
  }

  /** Whether a picture can be sent: it is known here, whole, and not in the trash of this shot. */
  isUsable(asset: string): boolean {
    const found = this.#desk.ledger.find(asset);
    return found?.kind === 'image' && !found.fault && !this.#content.trashed.has(asset);
  }

  #isGone(asset: string): boolean {
    const { ledger } = this.#desk;
    return this.#content.trashed.has(asset) || (ledger.isKnown && !ledger.assets.has(asset));
  }
}

export const [getBoxStale, setBoxStale] = createContext<BoxStale>();
