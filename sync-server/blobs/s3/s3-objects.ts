import type { ByteRange } from '../blob-store.ts';
import type { AskBody, S3Client } from './s3-client.ts';
import { BlobsAwayError, S3Error } from './s3-error.ts';
import type { WireAnswer } from './s3-wire.ts';
import { elementsIn, textIn } from './xml.ts';

export type S3Object = { key: string; sizeBytes: number; changedAtMs: number };

/** Nothing when it is not there. */
export async function findObject(client: S3Client, key: string): Promise<S3Object | undefined> {
  try {
    const answer = await client.send({ method: 'HEAD', key });
    const sizeBytes = Number(answer?.headers['content-length']);
    const changedAtMs = Date.parse(answer?.headers['last-modified'] ?? '');
    return { key, sizeBytes, changedAtMs: Number.isNaN(changedAtMs) ? 0 : changedAtMs };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** What it holds from there to there. Throws when it is not there, or the store gives something else. */
export async function getObject(
  client: S3Client,
  key: string,
  { range, signal }: { range?: ByteRange | undefined; signal: AbortSignal },
): Promise<WireAnswer> {
  const headers: Record<string, string> = range ? { range: `bytes=${range.from}-${range.to - 1}` } : {};
  const answer = await client.send({ method: 'GET', key, headers, signal });
  if (!answer) throw new BlobsAwayError('no_answer');
  const starts = answer.headers['content-range']?.startsWith(`bytes ${range?.from}-`);
  if (range && !(answer.status === 206 && starts)) {
    await closeBody(answer);
    throw new BlobsAwayError('another_range');
  }
  return answer;
}

async function closeBody({ body }: WireAnswer): Promise<void> {
  for await (const _ of body) break;
}

/** Whoever asks has seen that it is not there: a key is written once. */
export async function putObject(client: S3Client, key: string, body: AskBody): Promise<void> {
  const isDone = async () => (await findObject(client, key))?.sizeBytes === body.sizeBytes;
  await client.sendForText({ method: 'PUT', key, body, isDone });
}

/** Nothing happens when it is not there. One by one: not every store takes a list. */
export async function removeObject(client: S3Client, key: string): Promise<void> {
  try {
    await client.sendForText({ method: 'DELETE', key });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** In no order that anybody may rely on. */
export async function* listObjects(client: S3Client, prefix: string): AsyncGenerator<S3Object> {
  for (let after: string | undefined; ; ) {
    const query: Record<string, string> = { 'list-type': '2', prefix };
    if (after !== undefined) query['continuation-token'] = after;
    const page = (await client.sendForText({ method: 'GET', query })) ?? '';
    for (const content of elementsIn(page, 'Contents')) {
      yield {
        key: textIn(content, 'Key') ?? '',
        sizeBytes: Number(textIn(content, 'Size')),
        changedAtMs: Date.parse(textIn(content, 'LastModified') ?? ''),
      };
    }
    const next = textIn(page, 'NextContinuationToken');
    // The same page again would never end.
    if (textIn(page, 'IsTruncated') !== 'true' || !next || next === after) return;
    after = next;
  }
}

export function isGone(error: unknown): boolean {
  return error instanceof S3Error && /^NoSuch(Key|Upload)$|^NotFound$/.test(error.code);
}
