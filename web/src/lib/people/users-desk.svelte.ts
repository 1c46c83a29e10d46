import type { Toasts } from '#lib/ui/toasts.svelte.ts';
import type { EditUserBody, NewUserBody, UserRecord } from '#shared/account/people.ts';
import type { Fault } from '#shared/fault.ts';
import type { UserId } from '#shared/ids.ts';
import { faultText } from '#shared/russian/fault-text.ts';
import { addUser, editUser, fetchUsers, setUserPassword } from './people-api.ts';

/** The users of this instance, for its admins. */
export class UsersDesk {
  users = $state.raw<UserRecord[]>();
  fault = $state.raw<Fault>();
  isBusy = $state(false);
  readonly #toasts: Toasts;

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  async load(): Promise<void> {
    const answer = await fetchUsers();
    this.fault = answer.ok ? undefined : answer.fault;
    if (answer.ok) this.users = answer.value;
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
