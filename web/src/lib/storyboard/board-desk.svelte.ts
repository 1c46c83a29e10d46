import { createContext, tick } from 'svelte';
import type { Announcer } from '#lib/ui/announcer.svelte.ts';
import type { Toasts } from '#lib/ui/toasts.svelte.ts';
import type { Shot, ShotCopy, ShotState } from '#shared/documents/index-doc.ts';
import type { ProjectId, ShotId } from '#shared/ids.ts';
import { planText } from '#shared/russian/plan-text.ts';
import { shotStateText } from '#shared/russian/shot-state-text.ts';
import {
  addedText,
  changedText,
  copiedText,
  foundText,
  insertedText,
  KEEP_TEXT,
  NO_NOTE_TEXT,
  NO_PLAN_TEXT,
  NOTE_LEFT_TEXT,
  NOTED_TEXT,
  noRoomText,
  redoneText,
  restoredText,
  selectedText,
  trashedText,
  undoneText,
} from '#shared/russian/storyboard-text.ts';
import type { FilmFilter } from '#shared/storyboard/film-filter.ts';
import { BoardMoves } from './board-moves.ts';
import { BoardView } from './board-view.svelte.ts';
import type { BoardZoom } from './board-zoom.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { Marks } from './shot-marks.svelte.ts';
import type { NewLine, Storyboard } from './storyboard.svelte.ts';
import { UndoOffers } from './undo-offers.ts';

const NEXT_STATE: Record<ShotState, ShotState> = {
  waiting: 'in_progress',
  in_progress: 'ready',
  ready: 'waiting',
};

export type DeskPorts = {
  project: ProjectId;
  announcer: Announcer;
  toasts: Toasts;
  zoom: BoardZoom;
  openBox: (id: ShotId) => void;
  /** Copies drafts and parameters, which live in documents of their own. */
  copyContents: (copies: ShotCopy[]) => void;
};

/** What makes one shot of several and several of one; it comes when the page is idle. */
export type Reshape = {
  duplicate: (ids: ShotId[]) => void;
  askSplit: (id: ShotId) => void;
  merge: (ids: ShotId[]) => void;
  openCuts: () => void;
};

export type MenuAnchor = { getBoundingClientRect: () => DOMRect };
type Asking = {
  kind: 'place' | 'plan' | 'note' | 'list' | 'bulk';
  ids: ShotId[];
  /** What a list begins with. */
  brought?: string | File;
};

const COLOUR_STRIP = 'raskadr.colour-strip';

/** What the person does at the storyboard: which shots are meant, what is picked up, what is being typed. */
export class BoardDesk {
  readonly board: Storyboard;
  readonly zoom: BoardZoom;
  readonly marks = new Marks();
  readonly selection = new Selection(this.marks);
  readonly view: BoardView;
  readonly #ports: DeskPorts;
  readonly moves: BoardMoves;
  readonly #offers: UndoOffers;
  /** The one tab stop of the list. */
  activeId = $state<ShotId>();
  #activePlace = 0;
  editing = $state.raw<{ id: ShotId; what: 'title' | 'plan' }>();
  menu = $state.raw<{ ids: ShotId[]; anchor: MenuAnchor }>();
  /** The menu comes with its first use. */
  wasMenuOpened = $state(false);
  asking = $state.raw<Asking>();
  reshape = $state.raw<Reshape>();
  /** State, not derived: a thousand cards ask it, and what it follows from changes with every saved edit. */
  canEdit = $state(false);
  isColourStrip = $state(localStorage.getItem(COLOUR_STRIP) !== null);
  /** Jobs of the last launch of many, while they are told of. */
  batch = $state.raw<readonly string[]>([]);

  constructor(board: Storyboard, ports: DeskPorts) {
    this.board = board;
    this.#ports = ports;
    this.zoom = ports.zoom;
    this.view = new BoardView(board);
    this.moves = new BoardMoves(this);
    this.#offers = new UndoOffers(ports.toasts);
    board.beforeEdit = () => this.#offers.closeOvertaken();
  }

  close(): void {
    this.#offers.close();
  }

  openMenu(ids: ShotId[], anchor: MenuAnchor): void {
    if (!this.canEdit) return;
    this.menu = { ids, anchor };
    this.wasMenuOpened = true;
  }

  get project(): ProjectId {
    return this.#ports.project;
  }

  toggleColourStrip(): void {
    this.isColourStrip = !this.isColourStrip;
    if (this.isColourStrip) localStorage.setItem(COLOUR_STRIP, '1');
    else localStorage.removeItem(COLOUR_STRIP);
    this.showRange(undefined);
  }

  /** Only these numbers of the film, both ends among them. */
  showRange(range: { first: number; last: number } | undefined): void {
    if (range === undefined && this.view.range === undefined) return;
    this.moves.letGo();
    this.view.range = range;
    this.say(foundText(this.view.shown.length));
  }

  openBox(id: ShotId): void {
    this.#ports.openBox(id);
  }

  say(text: string): void {
    this.#ports.announcer.say(text);
  }

  /** After the list has changed: the tab stop and the selection stand on shots that are still there. */
  settle(): void {
    const { shown } = this.view;
    this.selection.keepOnly(this.view.shownIds);
    if (this.activeId !== undefined && this.view.shownIds.has(this.activeId)) {
      this.#activePlace = this.view.shownPlace(this.activeId);
      return;
    }
    const next = shown[Math.min(this.#activePlace, shown.length - 1)]?.id;
    this.marks.pass('isActive', this.activeId, next);
    this.activeId = next;
  }

  choose(id: ShotId): void {
    if (id === this.activeId) return;
    // Who turns to another shot has let go of those in hand; they stay where they were.
    if (this.view.carried && !this.view.carried.set.has(id)) this.moves.letGo();
    this.marks.pass('isActive', this.activeId, id);
    this.activeId = id;
    this.#activePlace = this.view.shownPlace(id);
  }

  /** Waits until the list stands, then puts the keyboard into it. */
  async focus(id: ShotId | undefined = this.activeId): Promise<void> {
    if (id === undefined) return;
    this.choose(id);
    await tick();
    document.getElementById(faceId(id))?.focus();
  }

  focusPlace(place: number): void {
    const { shown } = this.view;
    void this.focus(shown[Math.max(0, Math.min(place, shown.length - 1))]?.id);
  }

  extendTo(place: number): void {
    const { shown } = this.view;
    const id = shown[Math.max(0, Math.min(place, shown.length - 1))]?.id;
    if (id === undefined) return;
    this.#extend(id);
    void this.focus(id);
  }

  #extend(id: ShotId): void {
    const list = this.view.shown.map((shot) => shot.id);
    this.selection.extendTo(id, list, this.activeId);
    this.say(selectedText(this.selection.ids.size));
  }

  /** A click or a tap on a card. */
  pick(id: ShotId, how: 'only' | 'toggle' | 'extend'): void {
    if (how === 'extend') this.#extend(id);
    else if (how === 'toggle') this.selection.toggle(id);
    else this.selection.only(id);
    if (how === 'toggle') this.say(selectedText(this.selection.ids.size));
    void this.focus(id);
  }

  selectAll(): void {
    this.selection.set(this.view.shown.map((shot) => shot.id));
    this.say(selectedText(this.selection.ids.size));
  }

  clearSelection(): void {
    this.selection.clear();
    this.say(selectedText(0));
  }

  /** What an act on a shot means: all selected ones when it is one of them, in the order of the film. */
  meant(id?: ShotId): ShotId[] {
    if (id !== undefined && !this.selection.has(id)) return [id];
    return this.board.shots.filter((shot) => this.selection.has(shot.id)).map((shot) => shot.id);
  }

  factsOf(ids: ShotId[]): { number: number; count: number } {
    const [first] = ids;
    return { number: first === undefined ? 0 : this.board.placeOf(first) + 1, count: ids.length };
  }

  showOnly(query: string, states: ReadonlySet<ShotState>, filter?: FilmFilter): void {
    this.moves.letGo();
    // Whoever asks for everything means the range too.
    if (query === '' && states.size === 0 && !filter) this.view.range = undefined;
    this.view.query = query;
    this.view.states = states;
    this.view.filter = filter;
    this.say(foundText(this.view.shown.length));
  }

  /** After the given shot, or at the end; the title is asked for at once. */
  async add(after: ShotId | undefined): Promise<void> {
    if (!this.canEdit) return;
    if (this.view.isFiltered) this.showOnly('', new Set());
    const at = after === undefined ? this.board.shots.length : this.board.placeOf(after) + 1;
    const [id] = this.board.add([{ title: '' }], at);
    if (id === undefined) return this.#ports.toasts.fail(noRoomText(0));
    this.selection.clear();
    this.choose(id);
    this.say(addedText(at + 1));
    await tick();
    this.edit(id, 'title');
  }

  /** Pasted lines become shots after the active one, or at the end; answers with those there was room for. */
  insert(lines: NewLine[], at = this.board.shots.length): ShotId[] {
    const ids = this.board.add(lines, at);
    if (ids.length < lines.length) this.#ports.toasts.fail(noRoomText(ids.length));
    if (ids.length === 0) return ids;
    this.selection.set(ids, ids[0]);
    this.#offers.show(insertedText(ids.length), () => this.undo(), { outlives: false });
    void this.focus(ids[0]);
    return ids;
  }

  duplicate(ids: ShotId[]): void {
    if (ids.length === 0) return;
    const copies = this.board.duplicate(ids);
    if (copies.length < ids.length) this.#ports.toasts.fail(noRoomText(copies.length));
    if (copies.length === 0) return;
    this.#ports.copyContents(copies);
    const made = copies.map(({ id }) => id);
    this.selection.set(made, made[0]);
    this.#offers.show(copiedText(made.length), () => this.undo(), { outlives: false });
    void this.focus(made[0]);
  }

  edit(id: ShotId, what: 'title' | 'plan'): void {
    if (!this.canEdit || this.board.placeOf(id) < 0) return;
    this.#endEditing();
    this.choose(id);
    this.editing = { id, what };
    this.marks.of(id)[what === 'title' ? 'isRenaming' : 'isPlanning'] = true;
  }

  #endEditing(): void {
    if (!this.editing) return;
    const marks = this.marks.of(this.editing.id);
    marks.isRenaming = false;
    marks.isPlanning = false;
    this.editing = undefined;
  }

  finishTitle(id: ShotId, title: string | undefined): void {
    if (this.editing?.id !== id || this.editing.what !== 'title') return;
    this.#endEditing();
    if (title !== undefined) this.board.rename(id, title);
  }

  finishPlan(id: ShotId, planS: number | null | undefined): void {
    if (this.editing?.id !== id || this.editing.what !== 'plan') return;
    this.#endEditing();
    if (planS !== undefined) this.board.setPlan([id], planS);
  }

  setPlan(ids: ShotId[], planS: number | null): void {
    this.board.setPlan(ids, planS);
    const text = changedText(this.factsOf(ids), planS === null ? NO_PLAN_TEXT : planText(planS));
    this.#tellChange(text, ids.length);
  }

  setNote(id: ShotId, note: string): void {
    this.board.setNote(id, note);
    this.say(changedText(this.factsOf([id]), note.trim() === '' ? NO_NOTE_TEXT : NOTED_TEXT));
  }

  /** A note that was being written when its dialog was closed is not lost without a word. */
  offerNote(id: ShotId, note: string): void {
    this.#ports.toasts.show(NOTE_LEFT_TEXT, { label: KEEP_TEXT, run: () => this.setNote(id, note) });
  }

  setState(ids: ShotId[], state: ShotState): void {
    if (ids.length === 0) return;
    const text = changedText(this.factsOf(ids), shotStateText(state));
    this.board.setState(ids, state);
    this.#tellChange(text, ids.length);
  }

  /** Says what was done, and offers to take it back. */
  offer(text: string): void {
    this.#offers.show(text, () => this.undo(), { outlives: false });
  }

  #tellChange(text: string, count: number): void {
    if (count > 1) this.#offers.show(text, () => this.undo(), { outlives: false });
    else this.say(text);
  }

  turnState(shot: Shot): void {
    this.setState([shot.id], NEXT_STATE[shot.state]);
  }

  throwAway(ids: ShotId[]): void {
    if (ids.length === 0) return;
    const gone = new Set(ids);
    const { shown } = this.view;
    const last = shown.findLastIndex((shot) => gone.has(shot.id));
    const next =
      shown.slice(last + 1).find((shot) => !gone.has(shot.id)) ?? shown.findLast(({ id }) => !gone.has(id));
    this.board.throwAway(ids);
    this.#offers.show(trashedText(ids.length), () => this.restore(ids), { outlives: true });
    void this.focus(next?.id);
  }

  restore(ids: ShotId[]): void {
    this.#offers.close();
    this.board.restore(ids);
    this.say(restoredText(ids.length));
    void this.focus(ids[0]);
  }

  undo(): void {
    this.#offers.close();
    this.say(undoneText(this.board.commands.undo()));
    void this.#focusIfLost();
  }

  redo(): void {
    this.#offers.close();
    this.say(redoneText(this.board.commands.redo()));
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
