import type { Fault } from '#shared/fault.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { UploadEntry } from '../../../web/src/lib/uploads/upload-entry.ts';
import type { UploadLine } from '../../../web/src/lib/uploads/upload-line.ts';

type Kept = { size: number; offset: number };

/** A server that keeps what it is sent, and a net that fails when told to. */
export class FakeLine implements UploadLine {
  readonly kept = new Map<string, Kept>();
  readonly sent: { id: string; offset: number; bytes: number }[] = [];
  /** Content that the server has from elsewhere. */
  readonly known = new Set<string>();
  readonly dropped: string[] = [];
  /** The answers of the next requests instead of the true ones. */
  readonly troubles: Fault[] = [];
  /** How much of a piece arrives before the net fails. */
  cutAfterBytes: number | undefined;
  /** While it is set, pieces wait for it. */
  gate: Promise<void> | undefined;
  opened: string[] = [];

  async open(entry: UploadEntry): Promise<Result<{ url: string; offset: number }>> {
    this.opened.push(entry.id);
    const trouble = this.troubles.shift();
    if (trouble) return fail(trouble);
    const kept = this.kept.get(entry.id) ?? { size: entry.sizeBytes, offset: 0 };
    if (entry.sha256 && this.known.has(entry.sha256)) kept.offset = kept.size;
    this.kept.set(entry.id, kept);
    return ok({ url: entry.id, offset: kept.offset });
  }

  async send(
    { url, offset }: { url: string; offset: number },
    piece: Blob,
    { onSent, signal }: { onSent: (bytes: number) => void; signal: AbortSignal },
  ): Promise<Result<number>> {
    await this.gate;
    if (signal.aborted) return fail({ code: 'unreachable' });
    const kept = this.kept.get(url);
    const trouble = this.troubles.shift();
    if (trouble) return fail(trouble);
    if (!kept) return fail({ code: 'not_found' });
    if (offset !== kept.offset) return fail({ code: 'upload_moved_on', offset: kept.offset });
    this.sent.push({ id: url, offset, bytes: piece.size });
    const cut = this.cutAfterBytes;
    this.cutAfterBytes = undefined;
    kept.offset += Math.min(cut ?? piece.size, piece.size);
    onSent(Math.min(cut ?? piece.size, piece.size));
    return cut === undefined ? ok(kept.offset) : fail({ code: 'unreachable' });
  }

  async drop(url: string): Promise<void> {
    this.dropped.push(url);
    this.kept.delete(url);
  }
}
