import type { Toasts } from '#lib/ui/toasts.svelte.ts';
import type { EditUserBody, NewUserBody, UserRecord } from '#shared/account/people.ts';
import type { Fault } from '#shared/fault.ts';
import type { UserId } from '#shared/ids.ts';
import type { UnownedProject } from '#shared/projects/unowned-project.ts';
import { faultText } from '#shared/russian/fault-text.ts';
import { takenOverText } from '#shared/russian/people-text.ts';
import { titleText } from '#shared/russian/storyboard-text.ts';
import { addUser, editUser, fetchUnowned, fetchUsers, setUserPassword, takeOver } from './people-api.ts';

/** The users of this instance, for its admins. */
export class UsersDesk {
  users = $state.raw<UserRecord[]>();
  /** Projects that nobody can manage since their owners were disabled. */
  unowned = $state.raw<UnownedProject[]>([]);
  fault = $state.raw<Fault>();
  isBusy = $state(false);
  readonly #toasts: Toasts;

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  async load(): Promise<void> {
    const answer = await fetchUsers();
    this.fault = answer.ok ? undefined : answer.fault;
    if (!answer.ok) return;
    this.users = answer.value;
    const unowned = await fetchUnowned();
    if (unowned.ok) this.unowned = unowned.value;
  }

  async takeOver({ id, name }: UnownedProject): Promise<void> {
    const fault = await this.#run(() => takeOver(id));
    if (fault) this.#toasts.fail(faultText(fault));
    else this.#toasts.show(takenOverText(titleText(name)));
  }

  /** Answers with what stands in the way. */
  async add(body: NewUserBody): Promise<Fault | undefined> {
    return this.#run(() => addUser(body));
  }

  async setPassword(user: UserId, password: string): Promise<Fault | undefined> {
    return this.#run(() => setUserPassword(user, password));
  }

  async edit(user: UserId, body: EditUserBody): Promise<void> {
    const fault = await this.#run(() => editUser(user, body));
    if (fault) this.#toasts.fail(faultText(fault));
  }

  async #run(act: () => Promise<{ ok: true } | { ok: false; fault: Fault }>): Promise<Fault | undefined> {
    this.isBusy = true;
    const answer = await act();
    this.isBusy = false;
    if (!answer.ok) return answer.fault;
    await this.load();
    return undefined;
  }
}
