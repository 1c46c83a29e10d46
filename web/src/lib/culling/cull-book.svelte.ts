import type { BoxDesk } from '#lib/box/box-desk.svelte.ts';
import { ShotContent } from '#lib/box/shot-content.svelte.ts';
import { isSeen } from '#lib/media/media-url.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import { type AssetMarks, NO_MARKS, readAssetMarks } from '#shared/documents/asset-marks.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { listTrashed } from '#shared/documents/shot-doc.ts';
import type { ShotId } from '#shared/ids.ts';

/** So many shots beside the own one are held open; what was done in an earlier one can be taken back in its box no more. */
const HELD_MAX = 12;

/** The marks of a whole film: of shots that are held open as they are, of all others as they stand on this device. */
export class CullBook {
  isWhole = $state(false);
  #held = $state.raw<ReadonlyMap<ShotId, ShotContent>>(new Map());
  #known = $state.raw<ReadonlyMap<string, AssetMarks>>(new Map());
  #trashed = $state.raw<ReadonlySet<string>>(new Set());
  readonly #desk: BoxDesk;
  readonly #own: { shot: ShotId; content: ShotContent; assets: () => AssetRecord[] };
  #isOver = false;

  /** `assets`: those of the own shot, in the order of its page. */
  constructor(desk: BoxDesk, own: { shot: ShotId; content: ShotContent; assets: () => AssetRecord[] }) {
    this.#desk = desk;
    this.#own = own;
  }

  get assets(): AssetRecord[] {
    return this.isWhole ? this.#ofFilm : this.#own.assets();
  }

  readonly #ofFilm: AssetRecord[] = $derived.by(() => {
    const of = Map.groupBy(this.#desk.ledger.assets.values(), ({ shot }) => shot);
    return this.#desk.board.shots.flatMap(({ id }) =>
      (of.get(id) ?? []).filter((asset) => this.#mayBeJudged(asset)).sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });

  #mayBeJudged(asset: AssetRecord): boolean {
    if (!isSeen(asset) || asset.fault) return false;
    const content = this.#contentOf(asset.shot);
    return !(content ? content.trashed.has(asset.id) : this.#trashed.has(asset.id));
  }

  marksOf(asset: AssetRecord): AssetMarks {
    const content = this.#contentOf(asset.shot);
    const marks = content && content.state !== 'loading' ? content.marks : this.#known;
    return marks.get(asset.id) ?? NO_MARKS;
  }

  mark(asset: AssetRecord, mark: 'rating' | 'flag' | 'favourite', value: unknown): void {
    this.hold(asset.shot).mark([asset.id], mark, value);
  }

  /** Opens the document of a shot, and closes the one that was held longest. */
  hold(shot: ShotId): ShotContent {
    const known = this.#contentOf(shot);
    if (known) return known;
    const { engine, project, commands } = this.#desk;
    const content = new ShotContent(engine.open(docNameOf({ kind: 'shot', project, shot })), commands);
    const held = new Map([...this.#held, [shot, content] as const]);
    const [oldest] = held.keys();
    if (held.size > HELD_MAX && oldest !== undefined) {
      void held.get(oldest)?.close();
      held.delete(oldest);
    }
    this.#held = held;
    return content;
  }

  #contentOf(shot: ShotId): ShotContent | undefined {
    return shot === this.#own.shot ? this.#own.content : this.#held.get(shot);
  }

  /** From now on the whole film: what its documents say is read from this device, one after the other. */
  async readFilm(): Promise<void> {
    const { engine, project, board, ledger } = this.#desk;
    const of = Map.groupBy(ledger.assets.values(), ({ shot }) => shot);
    const known = new Map<string, AssetMarks>();
    const trashed = new Set<string>();
    for (const { id: shot } of board.shots) {
      if (this.#isOver) return;
      const assets = of.get(shot);
      if (shot === this.#own.shot || !assets) continue;
      const doc = await engine.localCopy(docNameOf({ kind: 'shot', project, shot }));
      for (const { id } of assets) known.set(id, readAssetMarks(doc, id));
      for (const id of listTrashed(doc).keys()) trashed.add(id);
      doc.destroy();
    }
    this.#known = known;
    this.#trashed = trashed;
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await Promise.all([...this.#held.values()].map((content) => content.close()));
  }
}
