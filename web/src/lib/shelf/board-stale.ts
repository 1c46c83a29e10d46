import type { SyncEngine } from '#lib/sync/engine.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import type { Shot } from '#shared/documents/index-doc.ts';
import { listShelf } from '#shared/documents/shelf.ts';
import type { ProjectId, ShotId } from '#shared/ids.ts';
import { staleText } from '#shared/russian/stale-text.ts';
import { filmRecordKey } from '#shared/storyboard/film-records.ts';
import { listStale } from '#shared/storyboard/stale.ts';

type Told = Parameters<Parameters<SyncEngine['watchRecords']>[1]>[0];
type Catalogue = Awaited<ReturnType<SyncEngine['catalogue']>>;

/** Which headliners of a film are stale, in words by their shots. Of drafts the board knows nothing. */
export class BoardStale implements Disposable {
  readonly #tell: (words: ReadonlyMap<ShotId, string>) => void;
  readonly #shots: () => Shot[];
  readonly #cleanups: (() => void)[] = [];
  #records: Told | undefined;
  #catalogue: Catalogue;
  #readShelf: () => ReturnType<typeof listShelf> = () => [];
  #isAsked = false;

  constructor(
    { engine, project, shots }: { engine: SyncEngine; project: ProjectId; shots: () => Shot[] },
    tell: (words: ReadonlyMap<ShotId, string>) => void,
  ) {
    this.#tell = tell;
    this.#shots = shots;
    const index = engine.open(docNameOf({ kind: 'index', project }));
    const root = index.doc.getMap('shelf');
    const look = () => this.look();
    this.#readShelf = () => listShelf(index.doc);
    root.observeDeep(look);
    this.#cleanups.push(
      () => root.unobserveDeep(look),
      () => void index.close(),
      engine.watchRecords(
        project,
        (records) => {
          this.#records = records;
          this.look();
        },
        ['prompt', 'mark'],
      ),
    );
    void engine.catalogue().then((catalogue) => {
      this.#catalogue = catalogue;
      this.look();
    });
  }

  /** Several changes of one moment are one look. */
  look(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    setTimeout(() => {
      this.#isAsked = false;
      if (this.#records && this.#cleanups.length > 0) this.#tell(this.#wordsOf(this.#records));
    });
  }

  #wordsOf({ assets, prompts, marks, isKnown }: Told): Map<ShotId, string> {
    const shotOf = new Map(
      this.#shots().flatMap(({ id, headliner }) => (headliner === null ? [] : [[headliner, id]])),
    );
    const made = [...shotOf.keys()].map((id) => assets.get(id)).filter((asset) => asset !== undefined);
    const promptOf = (id: string, shot: ShotId) => prompts.get(filmRecordKey({ shot, id }));
    const stale = listStale({
      assets: made,
      prompts: made
        .map((asset) => (asset.prompt === null ? undefined : promptOf(asset.prompt, asset.shot)))
        .filter((prompt) => prompt !== undefined),
      shelf: this.#readShelf(),
      // What stands for its shot has been replaced by nothing.
      headliner: null,
      isGone: (id) => {
        const asset = assets.get(id);
        if (!asset) return isKnown;
        return (marks.get(filmRecordKey({ shot: asset.shot, id }))?.deletedAt ?? null) !== null;
      },
      findKind: (id) => assets.get(id)?.kind,
      schemaOf: (model) => this.#catalogue?.models.find(({ id }) => id === model)?.schema,
    });
    const words = new Map<ShotId, string>();
    for (const { asset, causes } of stale) {
      const shot = shotOf.get(asset);
      if (shot !== undefined) words.set(shot, staleText(causes));
    }
    return words;
  }

  [Symbol.dispose](): void {
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
  }
}
