import type { UploadView } from './upload-entry.ts';

const OVER_MS = 5000;

/** How fast bytes go, over the last seconds. */
export class UploadPace {
  #marks: { atMs: number; bytes: number }[] = [];
  #sent = 0;

  /** A file has moved on, or was never more than what the server had. */
  note(before: UploadView | undefined, after: UploadView, nowMs: number): void {
    if (after.state !== 'sending' || before?.state !== 'sending') return;
    const bytes = after.movedBytes - before.movedBytes;
    if (bytes <= 0) return;
    this.#sent += bytes;
    this.#marks.push({ atMs: nowMs, bytes: this.#sent });
  }

  bytesPerS(nowMs: number): number {
    this.#marks = this.#marks.filter(({ atMs }) => nowMs - atMs <= OVER_MS);
    const [first] = this.#marks;
    const last = this.#marks.at(-1);
    if (!first || !last || last.atMs - first.atMs < 250) return 0;
    return ((last.bytes - first.bytes) / (nowMs - first.atMs)) * 1000;
  }
}
