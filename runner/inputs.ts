import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Order } from '#shared/runner/protocol.ts';
import type { InputFile } from './adapters/adapter.ts';
import { sha256OfFile } from './durable.ts';
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
  const came = said.kind === 'ok' && (await received(said.value, path, signal));
  if (signal.aborted) return { says: 'release' };
  if (came && (await sha256OfFile(path)) === sha256) return undefined;
  // Given back it would come again at once, and for ever; an attempt ends.
  return {
    says: 'fail',
    body: { sent: 'no', fault: { code: 'result_unreadable' }, retry: 'retry', retryAfterMs: 5000 },
  };
}

async function received(
  content: ReadableStream<Uint8Array>,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await pipeline(content, createWriteStream(path), { signal });
    return true;
  } catch {
    return false;
  }
}
