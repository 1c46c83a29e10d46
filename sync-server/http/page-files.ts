import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { getMimeType } from 'hono/utils/mime';

export type Encoding = 'br' | 'gzip';
export type PageFile = {
  type: string;
  etag: string;
  bytes: Uint8Array<ArrayBuffer>;
  packed: Partial<Record<Encoding, Uint8Array<ArrayBuffer>>>;
};

const PACKED_SUFFIX: Record<Encoding, string> = { br: '.br', gzip: '.gz' };

/**
 * The built interface, whole, in memory: it is a few megabytes, and a path that is not in the map cannot be read from
 * anywhere. Nothing when it was not built.
 */
export async function readPageFiles(folder: string): Promise<Map<string, PageFile> | undefined> {
  const contents = await readAll(folder);
  if (!contents.has('/app.html')) return undefined;
  const files = new Map<string, PageFile>();
  for (const [path, bytes] of contents) {
    if (isPackedCopy(path, contents)) continue;
    const packed: PageFile['packed'] = {};
    for (const encoding of ['br', 'gzip'] as const) {
      const copy = contents.get(path + PACKED_SUFFIX[encoding]);
      if (copy) packed[encoding] = copy;
    }
    const etag = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
    files.set(path, { type: getMimeType(path) ?? 'application/octet-stream', etag, bytes, packed });
  }
  return files;
}

function isPackedCopy(path: string, contents: Map<string, unknown>): boolean {
  return Object.values(PACKED_SUFFIX).some(
    (suffix) => path.endsWith(suffix) && contents.has(path.slice(0, -suffix.length)),
  );
}

async function readAll(folder: string): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const contents = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const entry of await listEntries(folder)) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    contents.set(`/${relative(folder, file).split(sep).join('/')}`, new Uint8Array(await readFile(file)));
  }
  return contents;
}

async function listEntries(folder: string) {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** CSP hashes of the scripts and styles that stand in the page itself. */
export function inlineHashes(html: string): { scripts: string[]; styles: string[] } {
  const scripts = [...html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/gi)]
    .filter(([, attributes = '']) => !/\s(?:src\s*=|type="application\/json")/i.test(attributes))
    .map(([, , text = '']) => hashOf(text));
  const styles = [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/gi)].map(([, text = '']) => hashOf(text));
  return { scripts, styles };
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
