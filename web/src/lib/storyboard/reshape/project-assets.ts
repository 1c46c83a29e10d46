import type { ProjectRecords, SyncEngine } from '#lib/sync/engine.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import type { ProjectId, ShotId } from '#shared/ids.ts';

/** The records of a project as they stand on this device now, without following them. */
export function readRecords(engine: SyncEngine, project: ProjectId): Promise<ProjectRecords> {
  return new Promise((resolve) => {
    const stop = engine.watchRecords(project, (records) => {
      // The first word may come before there is anything to stop.
      queueMicrotask(() => stop());
      resolve(records);
    });
  });
}

export function assetsIn(assets: ReadonlyMap<string, AssetRecord>, shots: readonly ShotId[]): AssetRecord[] {
  const wanted = new Set(shots);
  return [...assets.values()].filter(({ shot }) => wanted.has(shot));
}
