import { fetchMembers } from '#lib/people/people-api.ts';
import { getSession } from '#lib/session/session.svelte.ts';
import type { ProjectId, UserId } from '#shared/ids.ts';
import { YOU_TEXT } from '#shared/russian/box-text.ts';

/** How people of a project are called, where their number is known. */
export class MemberNames {
  #names = $state.raw<ReadonlyMap<UserId, string>>(new Map());
  readonly #project: ProjectId;
  readonly #own = getSession().user?.id;
  #isAsked = false;

  constructor(project: ProjectId) {
    this.#project = project;
  }

  /** Asks the server as soon as somebody else is among these. */
  want(users: (UserId | null)[]): void {
    if (this.#isAsked || !users.some((user) => user !== null && user !== this.#own)) return;
    this.#isAsked = true;
    void fetchMembers(this.#project).then((answer) => {
      if (answer.ok) this.#names = new Map(answer.value.map(({ user, login }) => [user, login]));
      // Without the net it is asked for with the next file.
      else this.#isAsked = false;
    });
  }

  /** Nothing for who has left the project, and before the server has said. */
  find(user: UserId | null): string | undefined {
    if (user === null) return undefined;
    return user === this.#own ? YOU_TEXT : this.#names.get(user);
  }
}
