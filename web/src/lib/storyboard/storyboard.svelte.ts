import * as Y from 'yjs';
import { newUlid } from '#lib/new-id.ts';
import type { OpenDoc } from '#lib/sync/engine.ts';
import {
  addShots,
  LOCAL_EDIT,
  moveShots,
  readMeta,
  renameProject,
  renameShot,
  restoreShots,
  type Shot,
  type ShotState,
  setShotState,
  trashShots,
} from '#shared/documents/index-doc.ts';
import { ShotId } from '#shared/ids.ts';
import { ShotCache } from './shot-cache.ts';

/** One project's index document as the page shows and edits it. */
export class Storyboard {
  name = $state('');
  shots = $state.raw<Shot[]>([]);
  trash = $state.raw<Shot[]>([]);
  state = $state<ReturnType<OpenDoc['state']>>('loading');
  canUndo = $state(false);
  canRedo = $state(false);
  ready = $derived(this.shots.filter((shot) => shot.state === 'ready').length);
  readonly #open: OpenDoc;
  readonly #cache: ShotCache;
  readonly #undo: Y.UndoManager;
  readonly #cleanups: (() => void)[] = [];

  constructor(open: OpenDoc) {
    const { doc } = open;
    const shots = doc.getMap('shots');
    const meta = doc.getMap('meta');
    this.#open = open;
    this.#cache = new ShotCache(doc);
    // No merging by time: every edit is one gesture, and one gesture is one step back.
    this.#undo = new Y.UndoManager([shots, meta], {
      trackedOrigins: new Set([LOCAL_EDIT]),
      captureTimeout: 0,
    });

    const onShots = (events: Y.YEvent<Y.AbstractType<unknown>>[]) => {
      this.#cache.apply(events);
      this.#show();
    };
    const onMeta = () => {
      this.name = readMeta(doc).name;
    };
    const onStack = () => {
      this.canUndo = this.#undo.canUndo();
      this.canRedo = this.#undo.canRedo();
    };
    shots.observeDeep(onShots);
    meta.observe(onMeta);
    this.#undo.on('stack-item-added', onStack);
    this.#undo.on('stack-item-popped', onStack);
    this.#cleanups.push(
      () => shots.unobserveDeep(onShots),
      () => meta.unobserve(onMeta),
      () => this.#undo.destroy(),
      open.subscribe(() => {
        this.state = open.state();
      }),
    );
    this.state = open.state();
    onMeta();
    this.#show();
  }

  #show(): void {
    this.shots = this.#cache.listVisible();
    this.trash = this.#cache.listTrash();
  }

  async close(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
    await this.#open.close();
  }

  placeOf(id: ShotId): number {
    return this.shots.findIndex((shot) => shot.id === id);
  }

  renameProject(name: string): void {
    if (name !== this.name) renameProject(this.#open.doc, name);
  }

  /** Adds an untitled shot at a place counted from 0. */
  add(at: number): ShotId {
    const id = ShotId.parse(newUlid());
    addShots(this.#open.doc, [{ id, title: '' }], { at, randomBit });
    return id;
  }

  rename(id: ShotId, title: string): void {
    if (this.shots.some((shot) => shot.id === id && shot.title !== title))
      renameShot(this.#open.doc, id, title);
  }

  setState(id: ShotId, state: ShotState): void {
    if (this.shots.some((shot) => shot.id === id && shot.state !== state))
      setShotState(this.#open.doc, [id], state);
  }

  /** `at` is the place in the list without the shot, which is also the place it ends up at. */
  move(id: ShotId, at: number): void {
    const place = Math.max(0, Math.min(at, this.shots.length - 1));
    if (place !== this.placeOf(id)) moveShots(this.#open.doc, [id], { at: place, randomBit });
  }

  throwAway(id: ShotId): void {
    trashShots(this.#open.doc, [id], Date.now());
  }

  restore(id: ShotId): void {
    restoreShots(this.#open.doc, [id]);
  }

  undo(): boolean {
    return this.#undo.undo() !== null;
  }

  redo(): boolean {
    return this.#undo.redo() !== null;
  }
}

function randomBit(): boolean {
  return (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % 2 === 1;
}
