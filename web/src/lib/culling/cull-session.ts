import { createSubscriber } from 'svelte/reactivity';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import { type AssetMarks, NO_MARKS } from '#shared/documents/asset-marks.ts';
import type { CullAct } from './cull-keys.ts';

export const CULL_LOOKS = ['all', 'unjudged', 'picked', 'unrejected', 'favourites'] as const;
export type CullLook = (typeof CULL_LOOKS)[number];
export const SURVEY_SIZES: readonly number[] = [1, 2, 3, 4, 6];

/** What a session reads and writes; marks are those of the shot's document, steps those of the whole page. */
export type CullPorts = {
  /** Everything that may be judged, in the order of the film; what lies in the trash is not among it. */
  assets: () => AssetRecord[];
  marksOf: (asset: AssetRecord) => AssetMarks;
  mark: (asset: AssetRecord, mark: 'rating' | 'flag' | 'favourite', value: unknown) => void;
  isHeadliner: (asset: AssetRecord) => boolean;
  chooseHeadliner: (asset: AssetRecord, isOn: boolean) => void;
  steps: { readonly depth: number; undo: () => string | undefined; redo: () => string | undefined };
  canEdit: () => boolean;
};

export type CullSaid =
  | { what: 'rated'; rating: number }
  | { what: 'flagged'; flag: 'pick' | 'reject' | 'none' }
  | { what: 'favoured'; isOn: boolean }
  | { what: 'headliner'; isOn: boolean }
  | { what: 'undone' | 'redone'; label: string }
  | { what: 'nothing_to_undo' | 'nothing_to_redo' };

type Step = { asset: string; depth: number };

/** One way through many assets, by the keyboard alone. What comes meanwhile stands behind, and moves nothing. */
export class CullSession {
  #look: CullLook = 'all';
  #isAuto = true;
  #surveySize: number = 1;
  /** The order stands still while somebody goes through it: what is judged does not slip away under his hands. */
  #order: string[] = [];
  #at = 0;
  #changed: () => void = () => {};
  readonly #subscribe = createSubscriber((update) => {
    this.#changed = update;
  });
  readonly #ports: CullPorts;
  readonly #beganAt: number;
  #steps: Step[] = [];

  constructor(ports: CullPorts, from?: string) {
    this.#ports = ports;
    this.#beganAt = ports.steps.depth;
    this.arrange('all', from);
  }

  get look(): CullLook {
    this.#subscribe();
    return this.#look;
  }

  /** Whether a judgement leads to the next one. */
  get isAuto(): boolean {
    this.#subscribe();
    return this.#isAuto;
  }

  get surveySize(): number {
    this.#subscribe();
    return this.#surveySize;
  }

  get items(): AssetRecord[] {
    this.#subscribe();
    const known = new Map(this.#ports.assets().map((asset) => [asset.id, asset]));
    const order = new Set(this.#order);
    const came = this.#look === 'all' ? [...known.keys()].filter((id) => !order.has(id)) : [];
    return [...this.#order, ...came].flatMap((id) => known.get(id) ?? []);
  }

  get at(): number {
    return Math.min(this.#at, Math.max(0, this.items.length - 1));
  }

  get current(): AssetRecord | undefined {
    return this.items[this.at];
  }

  /** The page of the survey that the current one stands on. */
  get survey(): AssetRecord[] {
    const from = Math.floor(this.at / this.#surveySize) * this.#surveySize;
    return this.items.slice(from, from + this.#surveySize);
  }

  /** How many nobody has judged yet, whatever is shown. */
  get left(): number {
    return this.#ports.assets().filter((asset) => !isJudged(this.#ports.marksOf(asset))).length;
  }

  marksOf(asset: AssetRecord): AssetMarks {
    return this.#ports.marksOf(asset);
  }

  isHeadliner(asset: AssetRecord): boolean {
    return this.#ports.isHeadliner(asset);
  }

  /** Another choice of what is shown; the current one stays current if it belongs to it. */
  arrange(look: CullLook, from: string | undefined = this.current?.id): void {
    this.#look = look;
    this.#order = this.#ports
      .assets()
      .filter((asset) => isWanted(this.#ports.marksOf(asset), look))
      .map(({ id }) => id);
    this.#at = Math.max(0, this.#order.indexOf(from ?? ''));
    this.#changed();
  }

  goTo(asset: string): void {
    const place = this.items.findIndex(({ id }) => id === asset);
    if (place >= 0) this.#go(place);
  }

  /** So many side by side; one is the whole view. */
  resize(size: number): void {
    this.#surveySize = size;
    this.#changed();
  }

  /** Does what a key means; answers with what is to be said of it. */
  act(act: CullAct): CullSaid | undefined {
    switch (act.is) {
      case 'go':
        this.#go(this.at + act.by);
        return undefined;
      case 'first':
        this.#go(0);
        return undefined;
      case 'last':
        this.#go(this.items.length - 1);
        return undefined;
      case 'auto':
        this.#isAuto = !this.#isAuto;
        this.#changed();
        return undefined;
      case 'survey':
        this.resize(SURVEY_SIZES[SURVEY_SIZES.indexOf(this.#surveySize) + 1] ?? 1);
        return undefined;
      case 'undo':
        return this.#undo();
      case 'redo':
        return this.#redo();
      default:
        return this.current && this.#ports.canEdit() ? this.#judge(this.current, act) : undefined;
    }
  }

  #judge(asset: AssetRecord, act: CullAct): CullSaid | undefined {
    const marks = this.#ports.marksOf(asset);
    switch (act.is) {
      case 'rate': {
        if (act.rating !== marks.rating) this.#write(asset, 'rating', act.rating === 0 ? null : act.rating);
        // Taking a rating back is no judgement: one stays to give another.
        if (act.rating > 0) this.#advance();
        return { what: 'rated', rating: act.rating };
      }
      case 'flag': {
        const flag = marks.flag === act.flag ? null : act.flag;
        this.#write(asset, 'flag', flag);
        if (flag) this.#advance();
        return { what: 'flagged', flag: flag ?? 'none' };
      }
      case 'favour':
        this.#write(asset, 'favourite', !marks.isFavourite);
        return { what: 'favoured', isOn: !marks.isFavourite };
      case 'headliner': {
        const isOn = !this.#ports.isHeadliner(asset);
        this.#ports.chooseHeadliner(asset, isOn);
        this.#noteStep(asset);
        return { what: 'headliner', isOn };
      }
      default:
        return undefined;
    }
  }

  #write(asset: AssetRecord, mark: 'rating' | 'flag' | 'favourite', value: unknown): void {
    this.#ports.mark(asset, mark, value);
    this.#noteStep(asset);
  }

  #noteStep({ id }: AssetRecord): void {
    this.#steps.push({ asset: id, depth: this.#ports.steps.depth });
  }

  #advance(): void {
    if (this.#isAuto) this.#go(this.at + 1);
  }

  #go(to: number): void {
    if (to < 0 || to >= this.items.length) return;
    this.#at = to;
    this.#changed();
  }

  /** Back to the asset that it was said of. What was done before this session is not touched. */
  #undo(): CullSaid {
    const { steps } = this.#ports;
    const label = steps.depth > this.#beganAt ? steps.undo() : undefined;
    if (label === undefined) return { what: 'nothing_to_undo' };
    const undone = this.#steps.filter(({ depth }) => depth > steps.depth);
    this.#steps = this.#steps.filter(({ depth }) => depth <= steps.depth);
    const [asset] = undone.map((step) => step.asset);
    if (asset !== undefined) this.goTo(asset);
    return { what: 'undone', label };
  }

  #redo(): CullSaid {
    const label = this.#ports.steps.redo();
    return label === undefined ? { what: 'nothing_to_redo' } : { what: 'redone', label };
  }
}

function isJudged({ rating, flag }: AssetMarks): boolean {
  return rating > 0 || flag !== null;
}

function isWanted(marks: AssetMarks | undefined, look: CullLook): boolean {
  const { flag, isFavourite } = marks ?? NO_MARKS;
  switch (look) {
    case 'all':
      return true;
    case 'unjudged':
      return !isJudged(marks ?? NO_MARKS);
    case 'picked':
      return flag === 'pick';
    case 'unrejected':
      return flag !== 'reject';
    case 'favourites':
      return isFavourite;
  }
}
