import type { Context } from 'hono';
import type { BlobStore, ByteRange, Sha256 } from '../blobs/blob-store.ts';
import { refuse } from '../http/respond.ts';
import { presentationOf } from './media-type.ts';
import { rangeOf } from './range.ts';

/** Opened as a page of its own it can do nothing but be looked at. */
const POLICY =
  "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/** Answers with content, whole or one range of it; its name is its hash, so whoever has it once never asks again. */
export async function sendBlob(
  c: Context,
  blobs: BlobStore,
  { sha256, type }: { sha256: Sha256; type: string },
): Promise<Response> {
  const blob = await blobs.find(sha256);
  if (!blob) return refuse(c, { code: 'not_found' });
  const shown = presentationOf(type);
  const etag = `"${sha256}"`;
  const headers = new Headers({
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, max-age=31536000, immutable',
    'Content-Disposition': shown.disposition,
    'Content-Security-Policy': POLICY,
    'Content-Type': shown.type,
    ETag: etag,
  });
  if (namesTag(c.req.header('if-none-match'), etag)) return c.newResponse(null, { status: 304, headers });
  const ifRange = c.req.header('if-range');
  const asked = ifRange === undefined || ifRange === etag ? c.req.header('range') : undefined;
  const range = rangeOf(asked, blob.sizeBytes);
  if (range === 'unsatisfiable') {
    c.header('Content-Range', `bytes */${blob.sizeBytes}`);
    return c.body(null, 416);
  }
  const sent: ByteRange = range ?? { from: 0, to: blob.sizeBytes };
  headers.set('Content-Length', String(sent.to - sent.from));
  if (range) headers.set('Content-Range', `bytes ${sent.from}-${sent.to - 1}/${blob.sizeBytes}`);
  const isAsked = c.req.method !== 'HEAD' && sent.to > sent.from;
  const body = isAsked ? await blobs.read(sha256, sent) : null;
  return c.newResponse(body, { status: range ? 206 : 200, headers });
}

function namesTag(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
}
