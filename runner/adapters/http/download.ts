import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { probe } from '../../ffmpeg.ts';
import { sniffFile } from '../../sniff.ts';
import type { Made } from '../adapter.ts';

const WITHIN_MS = 10 * 60_000;

/** `gone`: it will not come back. `again`: this time it did not come whole. */
export type Downloaded = { kind: 'made'; made: Made } | { kind: 'gone' } | { kind: 'again'; reason: string };

type Wanted = {
  url: string;
  origin: string;
  folder: string;
  name: string;
  maxBytes: number;
  signal: AbortSignal;
};

/** Brings a result to this machine: from the provider's own origin, no redirects, and only what plainly is media. */
export async function download({ url, origin, folder, name, maxBytes, signal }: Wanted): Promise<Downloaded> {
  const address = URL.canParse(url, origin) ? new URL(url, origin) : undefined;
  if (address?.origin !== origin) return { kind: 'again', reason: 'the result lies at a foreign address' };
  const path = join(folder, name);
  try {
    const response = await fetch(address, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]),
    });
    if (response.status === 404 || response.status === 410) return { kind: 'gone' };
    if (!response.ok || !response.body) return { kind: 'again', reason: `http ${response.status}` };
    const expected = Number(response.headers.get('content-length') ?? Number.NaN);
    const arrived = { bytes: 0 };
    await pipeline(response.body, counted(arrived, maxBytes), createWriteStream(path), {
      signal,
    });
    const isPacked = response.headers.has('content-encoding');
    if (!isPacked && Number.isFinite(expected) && arrived.bytes !== expected)
      return { kind: 'again', reason: 'half a file' };
    return await describe(path, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'again', reason: error instanceof Error ? error.message : String(error) };
  }
}

function counted(arrived: { bytes: number }, maxBytes: number): Transform {
  return new Transform({
    transform(chunk, _encoding, done) {
      arrived.bytes += chunk.length;
      done(arrived.bytes > maxBytes ? new Error('the result is too long') : null, chunk);
    },
  });
}

/** What it is, by its bytes, and whether it can be read to its end. */
async function describe(path: string, signal: AbortSignal): Promise<Downloaded> {
  const sniffed = await sniffFile(path);
  if (!sniffed) return { kind: 'again', reason: 'not media' };
  const { kind, type } = sniffed;
  if (kind === 'image') {
    try {
      const { default: sharp } = await import('sharp');
      const picture = sharp(path, { failOn: 'truncated' });
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
