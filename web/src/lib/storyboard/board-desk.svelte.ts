import { createContext, tick } from 'svelte';
import type { Announcer } from '#lib/ui/announcer.svelte.ts';
import type { Toasts } from '#lib/ui/toasts.svelte.ts';
import type { Shot, ShotState } from '#shared/documents/index-doc.ts';
import type { ShotId } from '#shared/ids.ts';
import { shotStateText } from '#shared/russian/shot-state-text.ts';
import {
  addedText,
  CANCEL_TEXT,
  droppedText,
  pickedUpText,
  placeText,
  REDONE_TEXT,
  RESTORED_TEXT,
  returnedText,
  stateChangedText,
  TRASHED_TEXT,
  UNDONE_TEXT,
} from '#shared/russian/storyboard-text.ts';
import type { Storyboard } from './storyboard.svelte.ts';

const NEXT_STATE: Record<ShotState, ShotState> = {
  waiting: 'in_progress',
  in_progress: 'ready',
  ready: 'waiting',
};

/** Where a dragged shot would land: before or after another one. */
export type Landing = { id: ShotId; edge: 'before' | 'after' };

/** What the person does at the storyboard: which shot is theirs, what is picked up, what is being renamed. */
export class BoardDesk {
  readonly board: Storyboard;
  readonly #announcer: Announcer;
  readonly #toasts: Toasts;
  readonly #messages: number[] = [];
  /** The one tab stop of the list. */
  #chosenId = $state<ShotId>();
  renamingId = $state<ShotId>();
  carried = $state.raw<{ id: ShotId; from: number; at: number }>();
  landing = $state.raw<Landing>();
  draggedId = $state<ShotId>();
  menu = $state.raw<{ id: ShotId; anchor: Element }>();
  placingId = $state<ShotId>();

  /** What the list shows: while a shot is picked up it stands where it would be put. */
  shown: Shot[] = $derived(this.#listShown());
  activeId: ShotId | undefined = $derived(this.#findActive());

  constructor(board: Storyboard, { announcer, toasts }: { announcer: Announcer; toasts: Toasts }) {
    this.board = board;
    this.#announcer = announcer;
    this.#toasts = toasts;
  }

  #listShown(): Shot[] {
    const { shots } = this.board;
    const { carried } = this;
    const shot = carried && shots.find(({ id }) => id === carried.id);
    return carried && shot ? shots.filter((other) => other !== shot).toSpliced(carried.at, 0, shot) : shots;
  }

  #findActive(): ShotId | undefined {
    const { shots } = this.board;
    return shots.some((shot) => shot.id === this.#chosenId) ? this.#chosenId : shots[0]?.id;
  }

  /** A message that offers to undo must outlive neither what it speaks of nor the document it would write into. */
  close(): void {
    for (const message of this.#messages.splice(0)) this.#toasts.close(message);
  }

  choose(id: ShotId): void {
    // Who turns to another shot has let go of the one in hand; it stays where it was.
    if (this.carried && this.carried.id !== id) this.carried = undefined;
    this.#chosenId = id;
  }

  /** Waits until the list stands, then puts the keyboard into it. */
  async focus(id: ShotId | undefined = this.activeId): Promise<void> {
    if (id === undefined) return;
    this.#chosenId = id;
    await tick();
    document.getElementById(faceId(id))?.focus();
  }

  focusPlace(place: number): void {
    const last = this.shown.length - 1;
    void this.focus(this.shown[Math.max(0, Math.min(place, last))]?.id);
  }

  /** After the given shot, or at the end; the title is asked for at once. */
  async add(after: ShotId | undefined): Promise<void> {
    const at = after === undefined ? this.board.shots.length : this.board.placeOf(after) + 1;
    const id = this.board.add(at);
    this.#chosenId = id;
    this.#announcer.say(addedText(at + 1));
    await tick();
    this.renamingId = id;
  }

  startRenaming(id: ShotId): void {
    this.#chosenId = id;
    this.renamingId = id;
  }

  finishRenaming(id: ShotId, title: string | undefined): void {
    if (this.renamingId !== id) return;
    this.renamingId = undefined;
    if (title !== undefined) this.board.rename(id, title);
  }

  setState(id: ShotId, state: ShotState): void {
    this.board.setState(id, state);
    this.#announcer.say(stateChangedText(this.board.placeOf(id) + 1, shotStateText(state)));
  }

  turnState(shot: Shot): void {
    this.setState(shot.id, NEXT_STATE[shot.state]);
  }

  /** A whole move in one gesture; the keyboard stays on the shot. */
  moveTo(id: ShotId, at: number): void {
    const from = this.board.placeOf(id);
    const total = this.board.shots.length;
    const place = Math.max(0, Math.min(at, total - 1));
    this.board.move(id, place);
    this.#announcer.say(placeText(from + 1, place + 1, total));
    void this.focus(id);
  }

  /** Lands a dragged shot beside another one. */
  land(id: ShotId, { id: target, edge }: Landing): void {
    const rest = this.board.shots.filter((shot) => shot.id !== id);
    const place = rest.findIndex((shot) => shot.id === target);
    if (place < 0 || target === id) return;
    this.moveTo(id, edge === 'before' ? place : place + 1);
  }

  pickUp(id: ShotId): void {
    const from = this.board.placeOf(id);
    this.carried = { id, from, at: from };
    this.#announcer.say(pickedUpText(from + 1, this.board.shots.length));
  }

  carryTo(at: number): void {
    if (!this.carried) return;
    const total = this.board.shots.length;
    const place = Math.max(0, Math.min(at, total - 1));
    this.carried = { ...this.carried, at: place };
    this.#announcer.say(placeText(this.carried.from + 1, place + 1, total));
    void this.focus(this.carried.id);
  }

  putDown(): void {
    if (!this.carried) return;
    const { id, at } = this.carried;
    this.carried = undefined;
    this.board.move(id, at);
    this.#announcer.say(droppedText(at + 1, this.board.shots.length));
    void this.focus(id);
  }

  putBack(): void {
    if (!this.carried) return;
    const { id, from } = this.carried;
    this.carried = undefined;
    this.#announcer.say(returnedText(from + 1));
    void this.focus(id);
  }

  throwAway(id: ShotId): void {
    const place = this.board.placeOf(id);
    const { shots } = this.board;
    const next = shots[place + 1] ?? shots[place - 1];
    this.board.throwAway(id);
    this.#messages.push(this.#toasts.show(TRASHED_TEXT, { label: CANCEL_TEXT, run: () => this.restore(id) }));
    void this.focus(next?.id);
  }

  restore(id: ShotId): void {
    this.close();
    this.board.restore(id);
    this.#announcer.say(RESTORED_TEXT);
    void this.focus(id);
  }

  undo(): void {
    this.close();
    if (this.board.undo()) this.#announcer.say(UNDONE_TEXT);
    void this.#focusIfLost();
  }

  redo(): void {
    if (this.board.redo()) this.#announcer.say(REDONE_TEXT);
    void this.#focusIfLost();
  }

  /** A step back may take away or move the very shot the keyboard stands on. */
  async #focusIfLost(): Promise<void> {
    await tick();
    if (document.activeElement === document.body) await this.focus();
  }
}

export function faceId(id: ShotId): string {
  return `shot-${id}`;
}

export const [getBoardDesk, setBoardDesk] = createContext<BoardDesk>();
