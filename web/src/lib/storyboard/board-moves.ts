import type { ShotId } from '#shared/ids.ts';
import { droppedText, pickedUpText, placeText, RETURNED_TEXT } from '#shared/russian/storyboard-text.ts';
import { type Landing, placeBeside } from '#shared/storyboard/beside.ts';
import type { BoardDesk } from './board-desk.svelte.ts';

type Desk = Pick<BoardDesk, 'board' | 'view' | 'marks' | 'activeId' | 'meant' | 'focus' | 'say' | 'factsOf'>;

/** How shots get to other places: by one gesture, dragged, or picked up and carried by keys. */
export class BoardMoves {
  readonly #desk: Desk;
  #landing: Landing | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** A whole move in one gesture; `at` counts in the film without the moved shots. The keyboard stays on the shot. */
  moveTo(ids: ShotId[], at: number): void {
    const [first] = ids;
    if (first === undefined) return;
    const { board, activeId } = this.#desk;
    const total = board.shots.length;
    const place = Math.max(0, Math.min(at, total - ids.length));
    const facts = this.#desk.factsOf(ids);
    board.move(ids, place);
    this.#desk.say(placeText(facts, place + 1, total));
    void this.#desk.focus(activeId !== undefined && ids.includes(activeId) ? activeId : first);
  }

  /** Steps past the neighbours that are shown; hidden shots between them are stepped over too. */
  moveBy(ids: ShotId[], step: number): void {
    const { view } = this.#desk;
    this.moveTo(ids, view.filmPlace(ids, view.placeAmongOthers(ids) + step));
  }

  /** Lands dragged shots beside another one. */
  land(ids: ShotId[], landing: Landing): void {
    const place = placeBeside(this.#desk.board.shots, new Set(ids), landing);
    if (place !== undefined) this.moveTo(ids, place);
  }

  lift(ids: ShotId[]): void {
    const { marks, view } = this.#desk;
    marks.set('isLifted', view.lifted, new Set(ids));
    view.lifted = new Set(ids);
  }

  get landing(): Landing | undefined {
    return this.#landing;
  }

  set landing(landing: Landing | undefined) {
    if (landing?.id === this.#landing?.id && landing?.edge === this.#landing?.edge) return;
    this.#desk.marks.setEdge(this.#landing?.id, landing);
    this.#landing = landing;
  }

  pickUp(id: ShotId): void {
    const { view, board } = this.#desk;
    const ids = this.#desk.meant(id);
    view.carried = { ids, set: new Set(ids), at: view.placeAmongOthers(ids) };
    this.lift(ids);
    this.#desk.say(pickedUpText(this.#desk.factsOf(ids), board.shots.length));
  }

  carryTo(at: number): void {
    const { view, board } = this.#desk;
    const { carried } = view;
    if (!carried) return;
    const place = Math.max(0, Math.min(at, view.listed.length - carried.ids.length));
    view.carried = { ...carried, at: place };
    const film = view.filmPlace(carried.ids, place);
    this.#desk.say(placeText(this.#desk.factsOf(carried.ids), film + 1, board.shots.length));
    void this.#desk.focus();
  }

  putDown(): void {
    const { view, board } = this.#desk;
    const { carried } = view;
    if (!carried) return;
    const place = view.filmPlace(carried.ids, carried.at);
    this.letGo();
    board.move(carried.ids, place);
    this.#desk.say(droppedText(place + 1, board.shots.length));
    void this.#desk.focus();
  }

  putBack(): void {
    if (!this.#desk.view.carried) return;
    this.letGo();
    this.#desk.say(RETURNED_TEXT);
    void this.#desk.focus();
  }

  /** What is in hand stays where it was. */
  letGo(): void {
    if (!this.#desk.view.carried) return;
    this.#desk.view.carried = undefined;
    this.lift([]);
  }
}
