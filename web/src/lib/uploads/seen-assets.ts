import type { SyncEngine } from '#lib/sync/engine.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import type { ProjectId } from '#shared/ids.ts';

type Assets = ReadonlyMap<string, AssetRecord>;
type Watched = { ids: Set<string>; assets: Assets; unwatch: () => void };

/** Tells when the picture of a sent file can be seen, by the records of the projects. */
export class SeenAssets {
  readonly #engine: Pick<SyncEngine, 'watchRecords'>;
  readonly #onSeen: (id: string) => void;
  readonly #projects = new Map<ProjectId, Watched>();

  constructor(engine: Pick<SyncEngine, 'watchRecords'>, onSeen: (id: string) => void) {
    this.#engine = engine;
    this.#onSeen = onSeen;
  }

  await(project: ProjectId, id: string): void {
    let watched = this.#projects.get(project);
    if (!watched) {
      watched = { ids: new Set(), assets: new Map(), unwatch: () => {} };
      this.#projects.set(project, watched);
      watched.unwatch = this.#engine.watchRecords(project, ({ assets }) => this.#look(project, assets));
    }
    watched.ids.add(id);
    this.#look(project, watched.assets);
  }

  #look(project: ProjectId, assets: Assets): void {
    const watched = this.#projects.get(project);
    if (!watched) return;
    watched.assets = assets;
    for (const id of watched.ids) {
      const asset = assets.get(id);
      if (!asset || !isShown(asset)) continue;
      watched.ids.delete(id);
      this.#onSeen(id);
    }
  }

  close(): void {
    for (const { unwatch } of this.#projects.values()) unwatch();
    this.#projects.clear();
  }
}

/** A sound and subtitles have no picture to wait for; what is damaged will never have one. */
function isShown({ kind, renditions, fault }: AssetRecord): boolean {
  if (fault || kind === 'audio' || kind === 'subtitles') return true;
  return renditions.includes('w320') || renditions.includes('poster');
}
