import { createHash, createHmac } from 'node:crypto';
import type { S3Store } from './s3-store.ts';

export type Ask = {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Without it the bucket itself is asked. */
  key?: string | undefined;
  query?: Record<string, string> | undefined;
  headers?: Record<string, string> | undefined;
};

export type SignedAsk = { method: Ask['method']; url: URL; headers: Record<string, string> };

/** The hash of no content. */
export const NO_CONTENT_SHA256 = createHash('sha256').digest('hex');

/**
 * Signs a request by AWS Signature Version 4. The hash of the body is part of it, so that a store refuses content that
 * was damaged on its way.
 */
export function signAsk(
  store: S3Store,
  { method, key, query = {}, headers = {} }: Ask,
  { nowMs, bodySha256 }: { nowMs: number; bodySha256: string },
): SignedAsk {
  const url = addressOf(store, key, query);
  const at = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const signed: Record<string, string> = {
    host: url.host,
    ...headers,
    'x-amz-content-sha256': bodySha256,
    'x-amz-date': at,
  };
  const names = Object.keys(signed).sort();
  const canonical = [
    method,
    url.pathname,
    url.search.slice(1),
    ...names.map((name) => `${name}:${signed[name]?.trim()}`),
    '',
    names.join(';'),
    bodySha256,
  ].join('\n');
  const scope = [at.slice(0, 8), store.region, 's3', 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', at, scope.join('/'), sha256Of(canonical)].join('\n');
  const key4 = scope.reduce<string | Buffer>((sum, part) => hmac(sum, part), `AWS4${store.secretAccessKey}`);
  const authorization = [
    `AWS4-HMAC-SHA256 Credential=${store.accessKeyId}/${scope.join('/')}`,
    `SignedHeaders=${names.join(';')}`,
    `Signature=${hmac(key4, text).toString('hex')}`,
  ].join(', ');
  return { method, url, headers: { ...signed, authorization } };
}

function addressOf(store: S3Store, key: string | undefined, query: Record<string, string>): URL {
  const { endpoint, bucket, isPathStyle } = store;
  const url = new URL(endpoint);
  if (!isPathStyle) url.host = `${bucket}.${url.host}`;
  const path = [...(isPathStyle ? [bucket] : []), ...(key ?? '').split('/')];
  url.pathname = `/${path.map(encodeStrictly).join('/')}`;
  url.search = Object.entries(query)
    .map(([name, value]) => [encodeStrictly(name), encodeStrictly(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
  return url;
}

function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
