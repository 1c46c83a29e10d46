import * as Y from 'yjs';
import { newUlid } from '#lib/new-id.ts';
import type { OpenDoc } from '#lib/sync/engine.ts';
import type { CommandStack } from '#lib/undo/command-stack.ts';
import { LOCAL_EDIT } from '#shared/documents/index-doc.ts';
import {
  addMotif,
  addPicture,
  listShelf,
  type Motif,
  type MotifPicture,
  makeCover,
  type NewMotif,
  removePicture,
  renameMotif,
  restoreMotif,
  roomForText,
  setMotifKind,
  setMotifText,
  stepMotif,
  trashMotif,
} from '#shared/documents/shelf.ts';
import { SHELF_ACTION_TEXT } from '#shared/russian/shelf-text.ts';

/** The shelf of one project as pages show and edit it. Every edit is one step of the page's command stack. */
export class Shelf {
  /** In their order; the trash too. */
  all = $state.raw<Motif[]>([]);
  readonly motifs: Motif[] = $derived(this.all.filter(({ deletedAt }) => deletedAt === null));
  /** What was thrown away last stands first. */
  readonly trash: Motif[] = $derived(
    this.all
      .filter(({ deletedAt }) => deletedAt !== null)
      .sort((a, b) => (b.deletedAt ?? 0) - (a.deletedAt ?? 0)),
  );
  /** A picture that a person is about to put here. */
  offered = $state.raw<MotifPicture>();
  /** The sheet lies over the page. */
  isOpen = $state(false);
  readonly commands: CommandStack;
  readonly #open: OpenDoc;
  readonly #cleanups: (() => void)[] = [];

  constructor(open: OpenDoc, commands: CommandStack) {
    const root = open.doc.getMap('shelf');
    this.#open = open;
    this.commands = commands;
    const manager = new Y.UndoManager([root], {
      trackedOrigins: new Set([LOCAL_EDIT]),
      captureTimeout: 0,
    });
    const read = () => {
      this.all = listShelf(open.doc);
    };
    root.observeDeep(read);
    this.#cleanups.push(
      () => root.unobserveDeep(read),
      commands.track(manager),
      () => manager.destroy(),
    );
    read();
  }

  find(id: string): Motif | undefined {
    return this.all.find((motif) => motif.id === id);
  }

  /** Returns its id, or nothing when the shelf is full. */
  add(motif: Omit<NewMotif, 'id'>): string | undefined {
    const id = newUlid();
    let wasAdded = false;
    this.#edit('add', (doc) => {
      wasAdded = addMotif(doc, { ...motif, id }, randomBit);
    });
    return wasAdded ? id : undefined;
  }

  rename(id: string, name: string): void {
    if (this.find(id)?.name !== name) this.#edit('name', (doc) => renameMotif(doc, id, name));
  }

  setText(id: string, text: string): void {
    if (this.find(id)?.text !== text) this.#edit('text', (doc) => setMotifText(doc, id, text));
  }

  setKind(id: string, kind: Motif['kind']): void {
    if (this.find(id)?.kind !== kind) this.#edit('kind', (doc) => setMotifKind(doc, id, kind));
  }

  roomForText(id: string): number {
    return roomForText(this.#open.doc, id);
  }

  /** Returns whether there was room. */
  addPicture(id: string, picture: MotifPicture): boolean {
    let wasAdded = false;
    this.#edit('pictures', (doc) => {
      wasAdded = addPicture(doc, id, picture);
    });
    return wasAdded;
  }

  removePicture(id: string, asset: string): void {
    this.#edit('pictures', (doc) => removePicture(doc, id, asset));
  }

  makeCover(id: string, asset: string): void {
    this.#edit('pictures', (doc) => makeCover(doc, id, asset));
  }

  step(id: string, by: 1 | -1): void {
    this.#edit('order', (doc) => stepMotif(doc, id, { by, randomBit }));
  }

  throwAway(id: string): void {
    this.#edit('trash', (doc) => trashMotif(doc, id, Date.now()));
  }

  restore(id: string): void {
    this.#edit('restore', (doc) => restoreMotif(doc, id));
  }

  #edit(action: keyof typeof SHELF_ACTION_TEXT, edit: (doc: Y.Doc) => void): void {
    this.commands.run(SHELF_ACTION_TEXT[action], () => edit(this.#open.doc));
  }

  async close(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
    await this.#open.close();
  }
}

function randomBit(): boolean {
  return (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % 2 === 1;
}
