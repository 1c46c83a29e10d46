import { downloadTroubleText } from '#shared/russian/runner-text.ts';
import type { Assignment } from './adapter.ts';
import { type Downloaded, download } from './download.ts';

const TRIES = 4;
const AGAIN_MS = 2000;

/** What came out is paid for: it is brought here as often as it takes. */
export async function bringResult(
  { folder, signal, clock, progress, fetch }: Assignment,
  { url, name, maxBytes }: { url: string; name: string; maxBytes: number },
): Promise<Downloaded> {
  for (let tries = 1; ; tries++) {
    const came = await download({ url, fetch, folder, name, maxBytes, signal });
    if (came.kind !== 'again') return came;
    progress.line(downloadTroubleText(came.reason, tries));
    if (tries >= TRIES) return came;
    await clock.wait(AGAIN_MS * tries, signal);
    signal.throwIfAborted();
  }
}
