import { whenIdle } from '#lib/when-idle.ts';

/** The page itself stands now: what `app.html` showed in its place goes. */
export function endBoot(): void {
  document.getElementById('boot')?.remove();
  // For the next visit; the first one has the net to itself until its page stands.
  whenIdle(
    () => void navigator.serviceWorker?.register('/service-worker.js', { type: 'module' }).catch(() => {}),
  );
}
