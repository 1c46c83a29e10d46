import type { SyncEngine } from '#lib/sync/engine.ts';
import { isReadable } from '#lib/sync/is-readable.ts';
import { type DocName, docNameOf } from '#shared/documents/doc-name.ts';
import { listShots, type NumberedShot } from '#shared/documents/index-doc.ts';
import type { ProjectId, ShotId } from '#shared/ids.ts';

const AGAIN_AFTER_MS = 10_000;

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

  /** Reads each project once, and again later while nothing of it is to be had. */
  read(projects: Iterable<ProjectId>): void {
    void this.#missed;
    for (const project of projects) {
      if (this.#reading.has(project)) continue;
      this.#reading.add(project);
      void this.#readOne(project).catch(() => this.#reading.delete(project));
    }
  }

  async #readOne(project: ProjectId): Promise<void> {
    const name = docNameOf({ kind: 'index', project });
    const local = await this.#engine.localCopy(name);
    const known = listShots(local);
    local.destroy();
    const shots = known.length > 0 ? known : await this.#ask(name);
    if (shots.length === 0) this.#readAgainLater(project);
    this.#shots = new Map([...this.#shots, [project, new Map(shots.map((shot) => [shot.id, shot]))]]);
  }

  /** A device on its first visit has nothing of a project that it has not opened. */
  async #ask(name: DocName): Promise<NumberedShot[]> {
    const open = this.#engine.open(name);
    try {
      await open.loaded;
      return (await isReadable(open)) ? listShots(open.doc) : [];
    } finally {
      await open.close();
    }
  }

  #readAgainLater(project: ProjectId): void {
    setTimeout(() => {
      this.#reading.delete(project);
      this.#missed++;
    }, AGAIN_AFTER_MS);
  }
}
