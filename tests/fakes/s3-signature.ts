import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const SKEW_MAX_MS = 15 * 60_000;

export type SignedRequest = {
  method: string;
  /** As it came, with its query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
};

/** What a store says to this signature; nothing when it is right. Written from the description, not from the client. */
export function findSignatureFault(
  { method, url, headers, body }: SignedRequest,
  keys: ReadonlyMap<string, string>,
  nowMs: number,
): { status: number; code: string } | undefined {
  const said =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  const [, id = '', scope = '', names = '', signature = ''] = said ?? [];
  if (!said) return { status: 403, code: 'AccessDenied' };
  const secret = keys.get(id);
  if (secret === undefined) return { status: 403, code: 'InvalidAccessKeyId' };
  const at = String(headers['x-amz-date']);
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(at) ?? [];
  const saidMs = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  if (!(Math.abs(saidMs - nowMs) <= SKEW_MAX_MS)) return { status: 403, code: 'RequestTimeTooSkewed' };
  const signed = names.split(';');
  const mustBe = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  if (mustBe.some((name) => !signed.includes(name))) return { status: 403, code: 'SignatureDoesNotMatch' };
  const bodyHash = String(headers['x-amz-content-sha256']);
  const [path = '', query = ''] = url.split('?');
  const canonical = `${method}\n${path}\n${query
    .split('&')
    .map((pair) => (pair.includes('=') || pair === '' ? pair : `${pair}=`))
    .sort()
    .join(
      '&',
    )}\n${signed.map((name) => `${name}:${String(headers[name] ?? '').trim()}\n`).join('')}\n${names}\n${bodyHash}`;
  const toSign = `AWS4-HMAC-SHA256\n${at}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`;
  let key: Buffer = Buffer.from(`AWS4${secret}`);
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest();
  if (createHmac('sha256', key).update(toSign).digest('hex') !== signature)
    return { status: 403, code: 'SignatureDoesNotMatch' };
  if (bodyHash === 'UNSIGNED-PAYLOAD') return undefined;
  const isBody = createHash('sha256').update(body).digest('hex') === bodyHash;
  return isBody ? undefined : { status: 400, code: 'XAmzContentSHA256Mismatch' };
}
