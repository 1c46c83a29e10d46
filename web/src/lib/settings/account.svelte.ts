import { createContext } from 'svelte';
import { fetchMe } from '#lib/session/account-api.ts';
import type { Me } from '#shared/account/account.ts';

/** Who the server says this is; nothing while it has not answered. */
export class Account {
  me = $state.raw<Me>();
  isAdmin = $derived(this.me?.role === 'admin');

  async load(): Promise<void> {
    const me = await fetchMe();
    if (me.ok) this.me = me.value;
  }
}

export const [getAccount, setAccount] = createContext<Account>();
