import type { OpenDoc } from './engine.ts';

/** Offline this is how long it takes to learn that the document is not to be had. */
const PATIENCE_MS = 6000;

/** Whether the document comes: what is only half here may be neither read nor edited. */
export function isReadable(open: OpenDoc): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (isReady: boolean) => {
      clearTimeout(timer);
      unsubscribe();
      resolve(isReady);
    };
    const look = () => {
      const state = open.state();
      if (state === 'local' || state === 'synced') done(true);
      else if (state === 'refused') done(false);
    };
    const unsubscribe = open.subscribe(look);
    const timer = setTimeout(() => done(false), PATIENCE_MS);
    look();
  });
}
