import { createContext } from 'svelte';
import { fetchMe } from '#lib/session/account-api.ts';
import { getSession } from '#lib/session/session.svelte.ts';

/** Who this is, as the server said last; without it the pages of an admin stay in their places. */
export class Account {
  readonly #session = getSession();
  me = $derived(this.#session.user);
  isAdmin = $derived(this.me?.role === 'admin');

  async load(): Promise<void> {
    const me = await fetchMe();
    if (me.ok) await this.#session.enter(me.value);
  }
}

export const [getAccount, setAccount] = createContext<Account>();
