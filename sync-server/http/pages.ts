import { type Context, Hono } from 'hono';
import { MISSING_BUILD_PAGE } from '#shared/russian/missing-build.ts';
import { pagePolicy } from './headers.ts';
import { type Encoding, inlineHashes, type PageFile, readPageFiles } from './page-files.ts';
import { refuse } from './respond.ts';

const APP_PAGE = '/app.html';
/** Programs ask here; the page in place of a missing answer would only confuse them. */
const NOT_PAGES = /^\/(?:api|y|media|runner|telegram|_app)(?:\/|$)/;

/** The built interface; mounted after all other routes, because it answers every address. */
export async function pageRoutes(folder: string) {
  const files = await readPageFiles(folder);
  const page = files?.get(APP_PAGE);
  const policy = pagePolicy(inlineHashes(Buffer.from(page?.bytes ?? []).toString('utf8')));

  return new Hono()
    .get('*', (c) => {
      const path = decodedPath(c);
      const file = files?.get(path);
      if (file) return send(c, file, { policy, isImmutable: path.startsWith('/_app/immutable/') });
      if (!isPagePath(path)) return refuse(c, { code: 'not_found' });
      if (page) return send(c, page, { policy, isImmutable: false });
      c.header('Cache-Control', 'no-store');
      return c.html(MISSING_BUILD_PAGE, 503);
    })
    .all('*', (c) => refuse(c, { code: 'not_found' }));
}

/** A dot in the last part of an address is a file that is not there, not a page of the studio. */
function isPagePath(path: string): boolean {
  return !NOT_PAGES.test(path) && !path.slice(path.lastIndexOf('/')).includes('.');
}

function decodedPath(c: Context): string {
  try {
    return decodeURIComponent(c.req.path);
  } catch {
    return c.req.path;
  }
}

function send(c: Context, file: PageFile, { policy, isImmutable }: { policy: string; isImmutable: boolean }) {
  const encoding = chooseEncoding(c.req.header('accept-encoding') ?? '', file);
  const etag = `"${file.etag}${encoding ? `-${encoding}` : ''}"`;
  c.header('Content-Security-Policy', policy);
  c.header('Cache-Control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  c.header('ETag', etag);
  c.header('Vary', 'Accept-Encoding');
  if (isSame(c.req.header('if-none-match') ?? '', etag)) return c.body(null, 304);
  const bytes = (encoding && file.packed[encoding]) ?? file.bytes;
  if (encoding) c.header('Content-Encoding', encoding);
  c.header('Content-Type', file.type);
  c.header('Content-Length', String(bytes.byteLength));
  return c.body(bytes, 200);
}

function isSame(ifNoneMatch: string, etag: string): boolean {
  return ifNoneMatch.split(',').some((known) => known.trim().replace(/^W\//, '') === etag);
}

function chooseEncoding(accepted: string, file: PageFile): Encoding | undefined {
  const offers = accepted.split(',').map((offer) => offer.trim().toLowerCase().replaceAll(' ', ''));
  const accepts = (encoding: Encoding) =>
    offers.some((offer) => offer.split(';')[0] === encoding && !/;q=0(?:\.0*)?$/.test(offer));
  return (['br', 'gzip'] as const).find((encoding) => file.packed[encoding] && accepts(encoding));
}
