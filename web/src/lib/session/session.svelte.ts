import { createContext } from 'svelte';
import type { SyncEngine } from '#lib/sync/engine.ts';
import { fetchMe, fetchWelcome } from './account-api.ts';
import { findStoredUser, forgetUser, onUserChanged, type StoredUser, storeUser } from './stored-user.ts';

const AT_THE_DOOR = /^\/(login|setup)$/;

type Status = 'starting' | 'ready' | 'signed_out' | 'setup' | 'unreachable';

/** Who works in this tab. The local copy opens first; the server is asked beside it. */
export class Session {
  status: Status = $state('starting');
  user = $state.raw<StoredUser>();
  engine = $state.raw<SyncEngine>();
  /** The server does not know us any more; the local copy stays open. */
  isSignInNeeded = $state(false);
  /** The server has answered who we are, one way or the other. */
  isServerHeard = $state(false);
  #isLeaving = false;

  /** Returns what ends it. */
  start(): () => void {
    // In a task of its own: the page that starts has work enough in this one.
    const timer = setTimeout(() => void this.#open());
    const onVisible = () => {
      if (document.visibilityState === 'visible') void this.#askAgain();
    };
    document.addEventListener('visibilitychange', onVisible);
    const unsubscribe = onUserChanged(() => this.#followOtherTab());
    return () => {
      clearTimeout(timer);
      unsubscribe();
      document.removeEventListener('visibilitychange', onVisible);
    };
  }

  async #open(): Promise<void> {
    const stored = findStoredUser();
    if (!stored) return this.#meetServer();
    await this.#enter(stored);
    await this.#askServer();
  }

  /** Nobody is known on this device yet; the server may know somebody by the cookie. */
  async #meetServer(): Promise<void> {
    // Whoever has to sign in first does not wait for it; every other page begins with it while the server is asked.
    if (!AT_THE_DOOR.test(location.pathname)) void loadEngine().catch(() => {});
    const welcome = await fetchWelcome();
    this.isServerHeard = welcome.ok;
    if (!welcome.ok) {
      this.status = 'unreachable';
      return;
    }
    const { open, me } = welcome.value;
    if (me) return this.enter(me);
    this.isSignInNeeded = true;
    this.status = open ? 'setup' : 'signed_out';
  }

  async #askServer(): Promise<void> {
    const me = await fetchMe();
    this.isServerHeard = me.ok || me.fault.code === 'not_signed_in';
    if (me.ok) return this.enter(me.value);
    this.isSignInNeeded = me.fault.code === 'not_signed_in';
  }

  /** Whether the server wants a login, by what it said at the start or to the engine since. */
  wantsSignIn(): boolean {
    return this.isSignInNeeded || this.engine?.saveState().signedOut === true;
  }

  /** The person may have signed in again in another tab. */
  async #askAgain(): Promise<void> {
    if (this.wantsSignIn()) await this.signedIn();
  }

  /** The server has said who this is. */
  async enter(user: StoredUser): Promise<void> {
    storeUser(user);
    this.isSignInNeeded = false;
    if (this.user?.id === user.id && this.engine) this.user = user;
    else await this.#enter(user);
  }

  /** After a sign-in the engine starts anew: its sockets were closed for good. */
  async signedIn(): Promise<boolean> {
    const me = await fetchMe();
    if (!me.ok) return false;
    await this.#leave();
    await this.enter(me.value);
    return true;
  }

  async #enter({ id, login, role }: StoredUser): Promise<void> {
    await this.#leave();
    this.user = { id, login, role };
    const { createBrowserEngine } = await loadEngine();
    this.engine = await createBrowserEngine({ user: { id, login } });
    this.status = 'ready';
  }

  async #leave(): Promise<void> {
    const { engine } = this;
    this.engine = undefined;
    await engine?.close();
  }

  /** Takes this user's data off this device. */
  async wipe(): Promise<void> {
    this.#isLeaving = true;
    const { engine } = this;
    forgetUser();
    await engine?.wipe();
    this.engine = undefined;
    this.user = undefined;
    this.status = 'signed_out';
    this.isSignInNeeded = true;
    this.#isLeaving = false;
  }

  /** Another tab signed in or out: this one begins anew as that user, or as nobody. */
  #followOtherTab(): void {
    if (this.#isLeaving || findStoredUser()?.id === this.user?.id) return;
    location.reload();
  }
}

/** The largest part of the code. */
function loadEngine() {
  return import('#lib/sync/browser-engine.ts');
}

export const [getSession, setSession] = createContext<Session>();
