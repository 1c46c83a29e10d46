import * as z from 'zod/mini';

const RETRY_FIRST_MS = 1000;
const RETRY_MAX_MS = 30_000;
/** The server says something every 20 s; a line that is silent for longer is dead. */
const SILENT_MS = 50_000;

const Bell = z.object({ feed: z.string() });

/** Opens the stream of bells; nothing when the server cannot be had. */
export type OpenBells = (signal: AbortSignal) => Promise<ReadableStream<Uint8Array> | undefined>;

type Ports = {
  open: OpenBells;
  onOpen: () => void;
  onBell: (feed: string) => void;
  onLost: () => void;
  signal: AbortSignal;
};

/** Hears which feeds have news, for as long as the signal lives; comes back after every loss. */
export async function listenToBells({ open, onOpen, onBell, onLost, signal }: Ports): Promise<void> {
  let retryMs = RETRY_FIRST_MS;
  while (!signal.aborted) {
    const line = new AbortController();
    const stop = () => line.abort();
    signal.addEventListener('abort', stop);
    const stream = await open(line.signal).catch(() => undefined);
    if (stream) {
      retryMs = RETRY_FIRST_MS;
      onOpen();
      await readBells(stream, { onBell, line }).catch(() => {});
      onLost();
    }
    line.abort();
    signal.removeEventListener('abort', stop);
    await sleep(retryMs, signal);
    retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
  }
}

async function readBells(
  stream: ReadableStream<Uint8Array>,
  { onBell, line }: { onBell: (feed: string) => void; line: AbortController },
): Promise<void> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const silence = setTimeout(() => line.abort(), SILENT_MS);
    const { done, value } = await reader.read().finally(() => clearTimeout(silence));
    if (done) return;
    text += decoder.decode(value, { stream: true });
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const one of lines) {
      const feed = one.startsWith('data:') ? feedOf(one.slice('data:'.length)) : undefined;
      if (feed !== undefined) onBell(feed);
    }
  }
}

function feedOf(text: string): string | undefined {
  try {
    const bell = Bell.safeParse(JSON.parse(text));
    return bell.success ? bell.data.feed : undefined;
  } catch {
    return undefined;
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
