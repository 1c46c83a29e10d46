import { createContext } from 'svelte';

/** A newer version of the application that waits until the person lets it in. */
export class UpdateWatch {
  isWaiting = $state(false);
  #registration: ServiceWorkerRegistration | undefined;
  #isAsked = false;

  /** Returns what ends it. */
  start({ mayReload }: { mayReload: () => boolean }): () => void {
    const { serviceWorker } = navigator;
    if (!serviceWorker) return () => {};
    const ending = new AbortController();
    const { signal } = ending;
    // The first worker of all takes over a page that is as new as itself.
    let isUpdate = serviceWorker.controller !== null;
    serviceWorker.addEventListener(
      'controllerchange',
      () => {
        if (isUpdate && (this.#isAsked || mayReload())) location.reload();
        else this.isWaiting = isUpdate;
        isUpdate = true;
      },
      { signal },
    );
    void serviceWorker.ready.then((registration) => {
      if (!signal.aborted) this.#follow(registration, signal);
    });
    return () => ending.abort();
  }

  #follow(registration: ServiceWorkerRegistration, signal: AbortSignal): void {
    this.#registration = registration;
    const look = () => {
      if (registration.waiting && navigator.serviceWorker.controller) this.isWaiting = true;
    };
    look();
    registration.addEventListener(
      'updatefound',
      () => registration.installing?.addEventListener('statechange', look, { signal }),
      { signal },
    );
  }

  /** A server that comes back may have come back newer. */
  check(): void {
    this.#registration?.update().catch(() => {});
  }

  letIn(): void {
    this.#isAsked = true;
    const waiting = this.#registration?.waiting;
    if (waiting) waiting.postMessage({ type: 'skipWaiting' });
    else location.reload();
  }
}

export const [getUpdateWatch, setUpdateWatch] = createContext<UpdateWatch>();
