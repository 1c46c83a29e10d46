import { createHash } from 'node:crypto';
import type { Fault } from '#shared/fault.ts';
import type { S3Client } from './s3-client.ts';
import { BlobsAwayError, isCertificate, type S3Error } from './s3-error.ts';
import { findObject, putObject } from './s3-objects.ts';
import { nameOfStore } from './s3-store.ts';

const NOTE = 'raskadr.txt';
const NOTE_TEXT =
  'Files of Raskadr, each named by the SHA-256 of its content.\nThe server alone adds and removes them; two servers must not share one folder.\n';
/** Whoever waits at the terminal is told soon. */
const PATIENCE = 1 / 3;

type Unusable = Extract<Fault, { code: 'blobs_unusable' }>;

/** Why the server cannot keep its content there, or nothing. The first time it leaves a note, which shows that it may write. */
export async function findWhyUnusable(client: S3Client): Promise<Unusable | undefined> {
  const { prefix } = client.store;
  const store = nameOfStore(client.store);
  const unusable = (why: Unusable['why']): Unusable => ({ code: 'blobs_unusable', why, store });
  try {
    const query = { 'list-type': '2', 'max-keys': '1', prefix };
    const answer = await client.sendForText({ method: 'GET', query, patience: PATIENCE });
    if (!/<ListBucketResult/.test(answer ?? '')) return unusable('not_a_store');
    if (client.isClockWrong) return unusable('clock');
    const note = Buffer.from(NOTE_TEXT);
    if (await findObject(client, `${prefix}${NOTE}`)) return undefined;
    await putObject(client, `${prefix}${NOTE}`, {
      sizeBytes: note.byteLength,
      sha256: createHash('sha256').update(note).digest('hex'),
      async *open() {
        yield note;
      },
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof BlobsAwayError)) throw error;
    return unusable(whyOf(error.cause));
  }
}

function whyOf(refusal: S3Error): Unusable['why'] {
  const { code, status } = refusal;
  if (isCertificate(refusal)) return 'certificate';
  // It answers, but not in TLS, or not by HTTP.
  if (/^(EPROTO|ERR_SSL|HPE_)/.test(code)) return 'not_a_store';
  if (status === undefined || status === 429 || status >= 500) return 'unreachable';
  if (code === 'NoSuchBucket') return 'no_bucket';
  if (code === 'RequestTimeTooSkewed') return 'clock';
  if (/^(InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|http_401)$/.test(code) || status === 401)
    return 'keys';
  if (/Redirect|AuthorizationHeaderMalformed|IllegalLocationConstraint/.test(code)) return 'region';
  return status === 403 ? 'forbidden' : 'not_a_store';
}
