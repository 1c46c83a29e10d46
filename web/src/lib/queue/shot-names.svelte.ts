import type { SyncEngine } from '#lib/sync/engine.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { listShots, type NumberedShot } from '#shared/documents/index-doc.ts';
import type { ProjectId, ShotId } from '#shared/ids.ts';

const AGAIN_AFTER_MS = 2000;

/** Numbers, titles and headliners of shots in projects that are not open, as this device knows them. */
export class ShotNames {
  readonly #engine: SyncEngine;
  readonly #reading = new Set<ProjectId>();
  /** Grows when a project may be read again. */
  #missed = $state(0);
  #shots = $state.raw<ReadonlyMap<ProjectId, ReadonlyMap<ShotId, NumberedShot>>>(new Map());

  constructor(engine: SyncEngine) {
    this.#engine = engine;
  }

  find(project: ProjectId, shot: ShotId): NumberedShot | undefined {
    return this.#shots.get(project)?.get(shot);
  }

  /** Reads each project once, and again while this device has nothing of it: on a first visit the documents come later. */
  read(projects: Iterable<ProjectId>): void {
    void this.#missed;
    for (const project of projects) {
      if (this.#reading.has(project)) continue;
      this.#reading.add(project);
      void this.#readOne(project).catch(() => this.#reading.delete(project));
    }
  }

  async #readOne(project: ProjectId): Promise<void> {
    const doc = await this.#engine.localCopy(docNameOf({ kind: 'index', project }));
    const shots = new Map(listShots(doc).map((shot) => [shot.id, shot]));
    doc.destroy();
    if (shots.size === 0)
      setTimeout(() => {
        this.#reading.delete(project);
        this.#missed++;
      }, AGAIN_AFTER_MS);
    this.#shots = new Map([...this.#shots, [project, shots]]);
  }
}
