import { Journal } from './journal.ts';
import { Person } from './person.ts';
import type { Studio } from './studio.ts';

const PER_PERSON = 2;

/** People who edit one project at a steady pace: each document has several, so that edits are seen by others. */
export class Crowd {
  readonly journal: Journal;
  readonly people: Person[];
  #timer: NodeJS.Timeout | undefined;

  private constructor(journal: Journal, people: Person[]) {
    this.journal = journal;
    this.people = people;
  }

  static async gather(
    studio: Studio,
    options: { journal?: Journal; origin?: string; shotDocs?: number } = {},
  ): Promise<Crowd> {
    const { journal = new Journal(), shotDocs = 2, origin } = options;
    const docs = [studio.index, ...Array.from({ length: shotDocs }, () => studio.newShotDoc())];
    const joins = docs.flatMap((doc) =>
      Array.from({ length: PER_PERSON }, () =>
        Person.join(studio, doc, { journal, ...(origin ? { origin } : {}) }),
      ),
    );
    return new Crowd(journal, await Promise.all(joins));
  }

  /** Edits in turn, `perSecond` of them all together, until they are stopped or their sockets are gone. */
  start(perSecond: number): void {
    let turn = 0;
    this.#timer = setInterval(() => {
      const person = this.people[turn++ % this.people.length];
      if (person?.isOpen) person.edit();
    }, 1000 / perSecond);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Everything sent so far was acknowledged. */
  get isSettled(): boolean {
    return this.people.every((person) => person.unacked === 0);
  }

  /** Goes on until every socket is gone and has told the last it had to tell. */
  async gone(): Promise<void> {
    await Promise.all(this.people.map((person) => person.closed));
    this.stop();
  }

  async leave(): Promise<void> {
    this.stop();
    for (const person of this.people) person.terminate();
    await this.gone();
  }
}
