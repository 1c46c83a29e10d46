import type { Presence } from '#lib/sync/presence.ts';
import type { ShotId, UserId } from '#shared/ids.ts';
import { PersonHere } from '#shared/storyboard/person-here.ts';
import type { Marks } from './shot-marks.svelte.ts';

const SAY_AFTER_MS = 120;

type Own = { user: UserId; login: string };

/** The others at this storyboard, and what they are told of this person. */
export class BoardPresence {
  readonly #presence: Presence;
  readonly #own: Own;
  readonly #marks: Marks;
  readonly #unsubscribe: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Everybody else here, each once. */
  others = $state.raw<PersonHere[]>([]);

  constructor(presence: Presence, { own, marks }: { own: Own; marks: Marks }) {
    this.#presence = presence;
    this.#own = own;
    this.#marks = marks;
    this.#unsubscribe = presence.subscribe(() => this.#read());
  }

  #read(): void {
    const byUser = new Map<UserId, PersonHere>();
    for (const said of this.#presence.listOthers()) {
      const person = PersonHere.safeParse(said);
      if (!person.success || person.data.user === this.#own.user) continue;
      const known = byUser.get(person.data.user);
      if (!known || person.data.isEditing || known.shot === null) byUser.set(person.data.user, person.data);
    }
    this.others = [...byUser.values()];
    this.#marks.setPeople(this.others);
  }

  /** A walk through the board by arrows tells where it ends, not every step. */
  say(shot: ShotId | undefined, isEditing: boolean): void {
    clearTimeout(this.#timer);
    const here = { ...this.#own, shot: shot ?? null, isEditing } satisfies PersonHere;
    this.#timer = setTimeout(() => this.#presence.say(here), SAY_AFTER_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#unsubscribe();
  }
}
