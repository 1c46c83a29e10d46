import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Order } from '#shared/runner/protocol.ts';
import type { InputFile } from './adapters/adapter.ts';
import type { Outcome } from './outcome.ts';
import type { ServerClient } from './server-client.ts';

export type Fetched = { ok: true; files: InputFile[] } | { ok: false; outcome: Outcome };

/** Brings what the parameters name to this machine, each checked against its hash. */
export async function fetchInputs(
  client: ServerClient,
  { order, folder, signal }: { order: Order; folder: string; signal: AbortSignal },
): Promise<Fetched> {
  const files: InputFile[] = [];
  for (const input of order.inputs) {
    const path = join(folder, input.sha256);
    if (!files.some((file) => file.path === path)) {
      const outcome = await fetchOne(client, { sha256: input.sha256, path, signal });
      if (outcome) return { ok: false, outcome };
    }
    files.push({ ...input, path });
  }
  return { ok: true, files };
}

export async function fetchOne(
  client: ServerClient,
  { sha256, path, signal }: { sha256: string; path: string; signal: AbortSignal },
): Promise<Outcome | undefined> {
  const said = await client.readBlob(sha256, signal);
  if (said.kind === 'refused')
    return { says: 'fail', body: { sent: 'no', fault: { code: 'asset_not_found' }, retry: 'never' } };
  const came = said.kind === 'ok' ? await received(said.value, path, signal) : undefined;
  if (signal.aborted) return { says: 'release' };
  if (came === sha256) return undefined;
  // Given back it would come again at once, and for ever; an attempt ends.
  return {
    says: 'fail',
    body: { sent: 'no', fault: { code: 'result_unreadable' }, retry: 'retry', retryAfterMs: 5000 },
  };
}

/** The hash of all that came; nothing when it broke off. */
async function received(
  content: ReadableStream<Uint8Array>,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await using file = await open(path, 'w');
    for await (const bytes of content) {
      signal.throwIfAborted();
      hash.update(bytes);
      await writeAll(file, bytes);
    }
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
}
