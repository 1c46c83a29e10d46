/** What the store, or the way to it, answered. `code` is the store's own word, or the system's: `NoSuchKey`, `ECONNREFUSED`. */
export class S3Error extends Error {
  readonly code: string;
  /** Nothing when no answer came. */
  readonly status: number | undefined;
  /** The store's clock, when it said so. */
  readonly storeMs: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: string,
    {
      status,
      storeMs,
      retryAfterMs,
      cause,
    }: { status?: number; storeMs?: number; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(`the store: ${code}${status === undefined ? '' : ` (${status})`}`, { cause });
    this.code = code;
    this.status = status;
    this.storeMs = storeMs;
    this.retryAfterMs = retryAfterMs;
  }
}

const PASSING = new Set([
  'RequestTimeout',
  'SlowDown',
  'InternalError',
  'ServiceUnavailable',
  'OperationAborted',
  'IncompleteBody',
  'BadDigest',
  'XAmzContentSHA256Mismatch',
]);

/** Words of OpenSSL and Node for a certificate that nobody vouches for. */
const CERTIFICATE = /CERT|LEAF_SIGNATURE|ERR_TLS/;

export function isCertificate({ code, status }: S3Error): boolean {
  return status === undefined && CERTIFICATE.test(code);
}

/** Whether the same may well go another time. */
export function isPassing(error: S3Error): boolean {
  const { code, status } = error;
  if (status === undefined) return !isCertificate(error);
  return status === 429 || (status >= 500 && status !== 501) || PASSING.has(code);
}

/** The code of what is told below, also across the border of a thread. */
export const BLOBS_AWAY = 'BLOBS_AWAY';

/** The store does not do what it is there for: away, or it does not let us in. By itself it may be over any moment. */
export class BlobsAwayError extends Error {
  override readonly cause: S3Error;
  readonly code = BLOBS_AWAY;

  constructor(cause: S3Error | string) {
    const refusal = typeof cause === 'string' ? new S3Error(cause) : cause;
    super(refusal.message);
    this.cause = refusal;
  }
}
