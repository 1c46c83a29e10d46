import { createHash } from 'node:crypto';
import type { ByteRange } from '../blob-store.ts';
import type { S3Client } from './s3-client.ts';
import { BlobsAwayError } from './s3-error.ts';
import { findObject, isGone } from './s3-objects.ts';
import { elementsIn, escapeXml, textIn } from './xml.ts';

const PART_BYTES = 16 * 1024 * 1024;
/** No store takes more of them. */
const PARTS_MAX = 10_000;
const AT_ONCE = 3;
/** Putting many gigabytes together takes a store its time. */
const COMPLETE_TRIES = 3;
const COMPLETE_PATIENCE = 10;

export type LargeContent = { sizeBytes: number; open(range: ByteRange): AsyncIterable<Uint8Array> };
type Upload = { key: string; id: string };

/** Sends what is too large for one request. What does not come to its end is called off; nothing of it is ever seen. */
export async function putInParts(
  client: S3Client,
  key: string,
  content: LargeContent,
  partBytes = PART_BYTES,
): Promise<void> {
  const upload = { key, id: await begin(client, key) };
  try {
    const tags = await putParts(client, upload, content, partBytes);
    await complete(client, upload, { tags, sizeBytes: content.sizeBytes });
  } catch (error) {
    // The store may be away, or this process about to be: what is left is swept.
    await abort(client, upload).catch(() => undefined);
    throw error;
  }
}

async function begin(client: S3Client, key: string): Promise<string> {
  const answer = await client.sendForText({ method: 'POST', key, query: { uploads: '' } });
  const id = textIn(answer ?? '', 'UploadId');
  if (!id) throw new BlobsAwayError('no_upload_id');
  return id;
}

async function putParts(
  client: S3Client,
  upload: Upload,
  content: LargeContent,
  partBytes: number,
): Promise<string[]> {
  const bytes = Math.max(partBytes, Math.ceil(content.sizeBytes / PARTS_MAX));
  const count = Math.ceil(content.sizeBytes / bytes);
  const tags: string[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const n = next++;
      const range = { from: n * bytes, to: Math.min((n + 1) * bytes, content.sizeBytes) };
      try {
        tags[n] = await putPart(client, upload, { number: n + 1, range, content });
      } catch (error) {
        next = count;
        throw error;
      }
    }
  };
  // All of them come to rest before anybody calls the upload off.
  const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane));
  for (const { status, ...ended } of lanes)
    if (status === 'rejected' && 'reason' in ended) throw ended.reason;
  return tags;
}

type Part = { number: number; range: ByteRange; content: LargeContent };

async function putPart(client: S3Client, { key, id }: Upload, { number, range, content }: Part) {
  const hash = createHash('sha256');
  for await (const chunk of content.open(range)) hash.update(chunk);
  const body = {
    sizeBytes: range.to - range.from,
    sha256: hash.digest('hex'),
    open: () => content.open(range),
  };
  const query = { partNumber: String(number), uploadId: id };
  const answer = await client.send({ method: 'PUT', key, query, body });
  const tag = answer?.headers.etag;
  if (!answer || !tag) throw new BlobsAwayError('no_etag');
  for await (const _ of answer.body);
  return tag;
}

async function complete(
  client: S3Client,
  { key, id }: Upload,
  { tags, sizeBytes }: { tags: string[]; sizeBytes: number },
): Promise<void> {
  const parts = tags.map(
    (tag, n) => `<Part><PartNumber>${n + 1}</PartNumber><ETag>${escapeXml(tag)}</ETag></Part>`,
  );
  const text = Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`);
  const isDone = async () => (await findObject(client, key))?.sizeBytes === sizeBytes;
  const body = {
    sizeBytes: text.byteLength,
    sha256: createHash('sha256').update(text).digest('hex'),
    async *open() {
      yield text;
    },
  };
  const query = { uploadId: id };
  for (let n = 1; ; n++) {
    const ask = { method: 'POST', key, query, body, isDone, patience: COMPLETE_PATIENCE } as const;
    const answer = await client.sendForText(ask);
    // It says 200 before it has begun, and may find out later that it cannot.
    const code = answer === undefined ? undefined : textIn(answer, 'Code');
    if (code === undefined || (await isDone())) return;
    if (n >= COMPLETE_TRIES) throw new BlobsAwayError(code);
  }
}

async function abort(client: S3Client, { key, id }: Upload): Promise<void> {
  try {
    await client.sendForText({ method: 'DELETE', key, query: { uploadId: id } });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Calls off what a killed process has begun and nobody will end: its parts cost money unseen. */
export async function abortOldUploads(client: S3Client, prefix: string, beforeMs: number): Promise<number> {
  let aborted = 0;
  for (const upload of await listUploads(client, prefix)) {
    if (!upload.key.startsWith(prefix) || !(upload.begunAtMs < beforeMs)) continue;
    await abort(client, upload);
    aborted++;
  }
  return aborted;
}

async function listUploads(client: S3Client, prefix: string): Promise<(Upload & { begunAtMs: number })[]> {
  const found: (Upload & { begunAtMs: number })[] = [];
  for (let markers: Record<string, string> = {}; ; ) {
    const page =
      (await client.sendForText({ method: 'GET', query: { uploads: '', prefix, ...markers } })) ?? '';
    for (const upload of elementsIn(page, 'Upload')) {
      found.push({
        key: textIn(upload, 'Key') ?? '',
        id: textIn(upload, 'UploadId') ?? '',
        begunAtMs: Date.parse(textIn(upload, 'Initiated') ?? ''),
      });
    }
    const key = textIn(page, 'NextKeyMarker');
    const id = textIn(page, 'NextUploadIdMarker') ?? '';
    if (textIn(page, 'IsTruncated') !== 'true' || !key) return found;
    if (markers['key-marker'] === key && markers['upload-id-marker'] === id) return found;
    markers = { 'key-marker': key, 'upload-id-marker': id };
  }
}
