import * as Y from 'yjs';
import { newUlid } from '#lib/new-id.ts';
import type { SyncEngine } from '#lib/sync/engine.ts';
import type { CommandStack } from '#lib/undo/command-stack.ts';
import {
  type CutRefusal,
  cutShots,
  deleteCut,
  listCuts,
  renameCut,
  restoreCut,
  saveCut,
} from '#shared/documents/cuts.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import type { Cut } from '#shared/documents/encode-cut.ts';
import { LOCAL_EDIT, type Shot } from '#shared/documents/index-doc.ts';
import type { ProjectId, UserId } from '#shared/ids.ts';
import { CUT_ACTION_TEXT } from '#shared/russian/cuts-text.ts';

/** The cuts of one project. Every edit is one step of the page's command stack. */
export class CutBook {
  /** The newest first. */
  cuts = $state.raw<Cut[]>([]);
  readonly #engine: SyncEngine;
  readonly #project: ProjectId;
  readonly #commands: CommandStack;
  readonly #open: ReturnType<SyncEngine['open']>;
  readonly #cleanups: (() => void)[] = [];

  constructor(engine: SyncEngine, project: ProjectId, commands: CommandStack) {
    this.#engine = engine;
    this.#project = project;
    this.#commands = commands;
    this.#open = engine.open(docNameOf({ kind: 'index', project }));
    const { doc } = this.#open;
    const root = doc.getMap('cuts');
    const manager = new Y.UndoManager([root], { trackedOrigins: new Set([LOCAL_EDIT]), captureTimeout: 0 });
    const read = () => {
      this.cuts = listCuts(doc);
    };
    root.observe(read);
    this.#cleanups.push(
      () => root.unobserve(read),
      commands.track(manager),
      () => manager.destroy(),
    );
    read();
  }

  /** Answers with why it could not be kept, or nothing. */
  save(name: string, shots: Shot[], by: UserId | undefined): CutRefusal | undefined {
    const cut = { id: newUlid(), name, at: Date.now(), by: by ?? null, shots: cutShots(shots) };
    let refusal: CutRefusal | undefined;
    this.#commands.run(CUT_ACTION_TEXT.save, () => {
      refusal = saveCut(this.#open.doc, cut);
    });
    return refusal;
  }

  rename({ id, name: before }: Cut, name: string): void {
    if (name.trim() !== before)
      this.#commands.run(CUT_ACTION_TEXT.rename, () => renameCut(this.#open.doc, id, name));
  }

  delete({ id }: Cut): void {
    this.#commands.run(CUT_ACTION_TEXT.delete, () => deleteCut(this.#open.doc, id));
  }

  /** A picture that stands in another shot by now, or is gone, comes back as no headliner. */
  async restore(cut: Cut): Promise<void> {
    const ids = [...new Set(cut.shots.flatMap(({ headliner }) => headliner ?? []))];
    const found = await this.#engine.findAssets(this.#project, ids);
    const shotOf = new Map(found.map(({ id, shot }) => [id, shot]));
    this.#commands.run(CUT_ACTION_TEXT.restore, () =>
      restoreCut(this.#open.doc, cut, {
        mayStand: ({ id, headliner }) => headliner !== null && shotOf.get(headliner) === id,
        randomBit: () => (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % 2 === 1,
      }),
    );
  }

  async close(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
    await this.#open.close();
  }
}
