import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { probe } from '../ffmpeg.ts';
import { openPicture } from '../media/pictures.ts';
import type { SafeFetch } from '../net/safe-fetch.ts';
import { sniffFile } from '../sniff-file.ts';
import type { Made } from './adapter.ts';

const WITHIN_MS = 10 * 60_000;
/** What was paid for is kept, also when it is too large to be made smaller. */
const PAID_PIXELS_MAX = 0x3fff * 0x3fff;

/** `gone`: it will not come back. `again`: this time it did not come whole. */
export type Downloaded = { kind: 'made'; made: Made } | { kind: 'gone' } | { kind: 'again'; reason: string };

type Wanted = {
  url: string;
  fetch: SafeFetch;
  folder: string;
  name: string;
  maxBytes: number;
  signal: AbortSignal;
};

/** Brings a result to this machine, without any key, and takes only what plainly is media. */
export async function download({ url, fetch, folder, name, maxBytes, signal }: Wanted): Promise<Downloaded> {
  const path = join(folder, name);
  try {
    if (url.startsWith('data:')) {
      const bytes = bytesIn(url);
      if (bytes.length > maxBytes) return { kind: 'again', reason: 'the answer is too long' };
      await writeFile(path, bytes);
      return await describeResult(path, signal);
    }
    const response = await fetch(url, { signal, maxBytes, withinMs: WITHIN_MS });
    if (response.status === 404 || response.status === 410) return { kind: 'gone' };
    if (!response.ok || !response.body) return { kind: 'again', reason: `http ${response.status}` };
    // The stream of the web has the shape of Node's own.
    const body = Readable.fromWeb(response.body as NodeReadableStream<Uint8Array>);
    await pipeline(body, createWriteStream(path), { signal });
    return await describeResult(path, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'again', reason: error instanceof Error ? error.message : String(error) };
  }
}

function bytesIn(url: string): Buffer {
  const [head = '', body = ''] = url.split(',', 2);
  return head.endsWith(';base64') ? Buffer.from(body, 'base64') : Buffer.from(decodeURIComponent(body));
}

/** What it is, by its bytes, and whether it can be read to its end. */
export async function describeResult(path: string, signal: AbortSignal): Promise<Downloaded> {
  const sniffed = await sniffFile(path);
  if (!sniffed || sniffed.kind === 'subtitles') return { kind: 'again', reason: 'not media' };
  const { kind, type } = sniffed;
  if (kind === 'image') {
    try {
      const picture = await openPicture(path, { pixelsMax: PAID_PIXELS_MAX, failOn: 'truncated' });
      const { autoOrient } = await picture.metadata();
      await picture.stats();
      return { kind: 'made', made: { path, kind, type, ...sizeOf(autoOrient), durationMs: null } };
    } catch {
      return { kind: 'again', reason: 'the picture is damaged' };
    }
  }
  const facts = await probe(path, { sniffed, signal });
  signal.throwIfAborted();
  // Without the program a film is kept as it came: it was paid for.
  if (!facts.ok && facts.fault.code === 'tool_missing')
    return { kind: 'made', made: { path, kind, type, width: null, height: null, durationMs: null } };
  if (!facts.ok) return { kind: 'again', reason: 'the recording is damaged' };
  return { kind: 'made', made: { path, kind, type, ...facts.value } };
}

function sizeOf({ width, height }: { width: number; height: number }) {
  return { width, height };
}
