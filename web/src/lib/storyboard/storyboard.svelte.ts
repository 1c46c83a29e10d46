import * as Y from 'yjs';
import { newUlid } from '#lib/new-id.ts';
import type { OpenDoc } from '#lib/sync/engine.ts';
import type { CommandStack } from '#lib/undo/command-stack.ts';
import {
  addShots,
  countFreePlaces,
  duplicateShots,
  LOCAL_EDIT,
  moveShots,
  readMeta,
  renameProject,
  renameShot,
  restoreShots,
  type Shot,
  type ShotCopy,
  type ShotState,
  setShotNote,
  setShotPlan,
  setShotState,
  trashShots,
} from '#shared/documents/index-doc.ts';
import { type Aspect, readSettings } from '#shared/documents/project-settings.ts';
import { ShotId } from '#shared/ids.ts';
import { actionText } from '#shared/russian/storyboard-text.ts';
import { standsAt } from '#shared/storyboard/beside.ts';
import { totalPlanS } from '#shared/storyboard/plan-seconds.ts';
import type { ShotLine } from '#shared/storyboard/read-shot-lines.ts';
import { ShotCache } from './shot-cache.ts';

/** A shot to be; its id may be known before, and all of it but the title is optional. */
export type NewLine = ShotLine & { id?: ShotId; note?: string };

/** One project's index document as the page shows and edits it. Every edit is one step of the tab's command stack. */
export class Storyboard {
  name = $state('');
  aspect = $state<Aspect>('16:9');
  shots = $state.raw<Shot[]>([]);
  trash = $state.raw<Shot[]>([]);
  state = $state<ReturnType<OpenDoc['state']>>('loading');
  counts: Record<ShotState, number> = $derived(countByState(this.shots));
  lengthS: number = $derived(totalPlanS(this.shots));
  readonly commands: CommandStack;
  /** A person is about to change something; what was offered before may not hold any more. */
  beforeEdit: () => void = () => {};
  readonly #open: OpenDoc;
  readonly #cache: ShotCache;
  readonly #cleanups: (() => void)[] = [];

  constructor(open: OpenDoc, commands: CommandStack) {
    const { doc } = open;
    const shots = doc.getMap('shots');
    const meta = doc.getMap('meta');
    this.#open = open;
    this.commands = commands;
    this.#cache = new ShotCache(doc);
    // No merging by time: every edit is one gesture, and one gesture is one step back.
    const manager = new Y.UndoManager([shots, meta], {
      trackedOrigins: new Set([LOCAL_EDIT]),
      captureTimeout: 0,
    });

    const onShots = (events: Y.YEvent<Y.AbstractType<unknown>>[]) => {
      this.#cache.apply(events);
      this.#show();
    };
    const onMeta = () => {
      this.name = readMeta(doc).name;
      this.aspect = readSettings(doc).aspect;
    };
    shots.observeDeep(onShots);
    meta.observe(onMeta);
    this.#cleanups.push(
      () => shots.unobserveDeep(onShots),
      () => meta.unobserve(onMeta),
      commands.track(manager),
      () => manager.destroy(),
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

  get presence(): OpenDoc['presence'] {
    return this.#open.presence;
  }

  find(id: ShotId): Shot | undefined {
    return this.shots.find((shot) => shot.id === id);
  }

  placeOf(id: ShotId): number {
    return this.shots.findIndex((shot) => shot.id === id);
  }

  countFreePlaces(): number {
    return countFreePlaces(this.#open.doc);
  }

  renameProject(name: string): void {
    if (name !== this.name) this.#edit(actionText('renameProject'), (doc) => renameProject(doc, name));
  }

  /** Adds shots at a place counted from 0; answers with as many ids as the project had room for. */
  add(lines: NewLine[], at: number): ShotId[] {
    const room = lines.slice(0, this.countFreePlaces());
    const added = room.map((line) => ({ ...line, id: line.id ?? ShotId.parse(newUlid()) }));
    if (added.length > 0)
      this.#edit(actionText('add', added.length), (doc) => addShots(doc, added, { at, randomBit }));
    return added.map(({ id }) => id);
  }

  duplicate(ids: ShotId[]): ShotCopy[] {
    const copies = ids
      .slice(0, this.countFreePlaces())
      .map((from) => ({ from, id: ShotId.parse(newUlid()) }));
    if (copies.length > 0)
      this.#edit(actionText('copy', copies.length), (doc) => duplicateShots(doc, copies, randomBit));
    return copies;
  }

  rename(id: ShotId, title: string): void {
    if (this.shots.some((shot) => shot.id === id && shot.title !== title))
      this.#edit(actionText('rename'), (doc) => renameShot(doc, id, title));
  }

  setNote(id: ShotId, note: string): void {
    const shot = this.find(id);
    if (shot && shot.note !== note) this.#edit(actionText('note'), (doc) => setShotNote(doc, id, note));
  }

  setState(ids: ShotId[], state: ShotState): void {
    const changed = this.#withOther(ids, (shot) => shot.state === state);
    if (changed.length > 0)
      this.#edit(actionText('state', changed.length), (doc) => setShotState(doc, changed, state));
  }

  setPlan(ids: ShotId[], planS: number | null): void {
    const changed = this.#withOther(ids, (shot) => shot.planS === planS);
    if (changed.length > 0)
      this.#edit(actionText('plan', changed.length), (doc) => setShotPlan(doc, changed, planS));
  }

  #withOther(ids: ShotId[], isSame: (shot: Shot) => boolean): ShotId[] {
    const asked = new Set(ids);
    return this.shots.filter((shot) => asked.has(shot.id) && !isSame(shot)).map(({ id }) => id);
  }

  /** `at` is the place in the list without the moved shots, which is also the place the first of them ends up at. */
  move(ids: ShotId[], at: number): void {
    const moved = new Set(ids);
    const place = Math.max(0, Math.min(at, this.shots.length - moved.size));
    if (standsAt(this.shots, moved, place)) return;
    const { shots } = this;
    this.#edit(actionText('move', ids.length), (doc) => moveShots(doc, ids, { at: place, randomBit, shots }));
  }

  throwAway(ids: ShotId[]): void {
    this.#edit(actionText('trash', ids.length), (doc) => trashShots(doc, ids, Date.now()));
  }

  restore(ids: ShotId[]): void {
    this.#edit(actionText('restore', ids.length), (doc) => restoreShots(doc, ids));
  }

  #edit(label: string, edit: (doc: Y.Doc) => void): void {
    this.beforeEdit();
    this.commands.run(label, () => edit(this.#open.doc));
  }
}

function countByState(shots: Shot[]): Record<ShotState, number> {
  const counts = { waiting: 0, in_progress: 0, ready: 0 };
  for (const { state } of shots) counts[state]++;
  return counts;
}

function randomBit(): boolean {
  return (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % 2 === 1;
}
