import type { ByteRange } from '../blob-store.ts';
import { BlobsAwayError, S3Error } from './s3-error.ts';
import type { WireAnswer } from './s3-wire.ts';

/** A store that breaks off again and again without a byte between. */
const FUTILE_MAX = 4;

export type Open = (range: ByteRange | undefined, signal: AbortSignal) => Promise<WireAnswer>;

/**
 * The content piece by piece, as fast as it is read. Content never changes, so an answer that breaks off is gone on with
 * from where it was; whoever reads sees nothing of it.
 */
export async function readSteadily(
  open: Open,
  range: ByteRange | undefined,
): Promise<ReadableStream<Uint8Array>> {
  const leaving = new AbortController();
  const first = await open(range, leaving.signal);
  const span = range ?? { from: 0, to: Number(first.headers['content-length']) };
  const chunks = chunksOf(open, first, { span, signal: leaving.signal });
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await chunks.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      cancel() {
        leaving.abort();
      },
    },
    // Nothing is asked for before it is wanted.
    { highWaterMark: 0 },
  );
}

async function* chunksOf(
  open: Open,
  first: WireAnswer,
  { span, signal }: { span: ByteRange; signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  let at = span.from;
  for (let answer = first, futile = 0; ; answer = await open({ from: at, to: span.to }, signal)) {
    const began = at;
    try {
      for await (const chunk of answer.body) {
        if (at + chunk.byteLength > span.to) throw new BlobsAwayError('too_much');
        at += chunk.byteLength;
        yield chunk;
      }
      if (at === span.to) return;
    } catch (error) {
      if (!(error instanceof S3Error) || signal.aborted) throw error;
    }
    futile = at > began ? 0 : futile + 1;
    if (futile >= FUTILE_MAX || Number.isNaN(span.to)) throw new BlobsAwayError('cut_off');
  }
}
