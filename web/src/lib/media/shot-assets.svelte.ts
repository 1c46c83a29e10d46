import { getContext, setContext } from 'svelte';
import type { SyncEngine } from '#lib/sync/engine.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import type { ProjectId } from '#shared/ids.ts';

/** The assets of a project for whoever draws its shots. Jobs come and go without a word here. */
export class ShotAssets {
  #assets = $state.raw<ReadonlyMap<string, AssetRecord>>(new Map());
  #unwatch: () => void;

  constructor(engine: SyncEngine, project: ProjectId) {
    this.#unwatch = engine.watchRecords(project, ({ assets }, kinds) => {
      if (kinds.has('asset')) this.#assets = new Map(assets);
    });
  }

  find(id: string | null): AssetRecord | undefined {
    return id === null ? undefined : this.#assets.get(id);
  }

  close(): void {
    this.#unwatch();
  }
}

const KEY = Symbol('shot assets');

/** Anything that finds an asset by its id. */
type AssetFinder = Pick<ShotAssets, 'find'>;

export function setShotAssets<T extends AssetFinder>(assets: T): T {
  return setContext(KEY, assets);
}

/** Nothing where no project's assets are known; a sketch stands for a shot then. */
export function findShotAssets(): AssetFinder | undefined {
  return getContext(KEY);
}
