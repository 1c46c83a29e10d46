import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { ByteSource } from '#shared/imports/byte-source.ts';
import { readPrompt } from '#shared/imports/read-prompt.ts';
import type { CopyOrder, CopyWord } from './copy-words.ts';

/** Read at once; small enough that a phone has room for it. */
const SLICE_BYTES = 4 * 1024 ** 2;

/** A file of the origin's own, written in place; only workers have it. */
type Sink = {
  write(bytes: Uint8Array, at: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
};

self.addEventListener('message', ({ data }: MessageEvent<CopyOrder>) => {
  void copy(data).then(say, () => say({ type: 'unreadable' }));
});

function say(word: CopyWord): void {
  self.postMessage(word);
}

/** The hash and the copy are made of the same bytes, so that a file that changes meanwhile is never named wrongly. */
async function copy({ id, file, sidecar, folder }: CopyOrder): Promise<CopyWord> {
  const hash = sha256.create();
  let sink = folder && (await openSink(folder, `${id}.bin`));
  let at = 0;
  try {
    while (at < file.size) {
      const bytes = new Uint8Array(await file.slice(at, at + SLICE_BYTES).arrayBuffer());
      if (bytes.length === 0) return { type: 'unreadable' };
      hash.update(bytes);
      sink = sink && (await keep(sink, { bytes, at, folder, id }));
      at += bytes.length;
      say({ type: 'read', bytes: at });
    }
    sink?.flush();
  } finally {
    sink?.close();
  }
  const found = (await readPrompt(sourceOf(file), sidecar && sourceOf(sidecar))) ?? null;
  return { type: 'copied', sha256: bytesToHex(hash.digest()), isKept: sink !== undefined, found };
}

function sourceOf(blob: Blob): ByteSource {
  return {
    sizeBytes: blob.size,
    read: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
  };
}

type Part = { bytes: Uint8Array; at: number; folder: string[] | undefined; id: string };

/** A device without room keeps nothing of the file; it is only read from here on. */
async function keep(sink: Sink, { bytes, at, folder, id }: Part): Promise<Sink | undefined> {
  try {
    if (sink.write(bytes, { at }) === bytes.length) return sink;
  } catch {
    // The quota; the browser says it in several ways.
  }
  sink.close();
  const here = folder && (await openFolder(folder));
  await here?.removeEntry(`${id}.bin`).catch(() => {});
  return undefined;
}

async function openFolder(path: string[]): Promise<FileSystemDirectoryHandle> {
  let folder = await navigator.storage.getDirectory();
  for (const name of path) folder = await folder.getDirectoryHandle(name, { create: true });
  return folder;
}

async function openSink(path: string[], name: string): Promise<Sink | undefined> {
  try {
    const handle = await (await openFolder(path)).getFileHandle(name, { create: true });
    if (!('createSyncAccessHandle' in handle)) return undefined;
    // The types of pages know nothing of what only workers have.
    const open = handle.createSyncAccessHandle as () => Promise<Sink>;
    const sink = await open.call(handle);
    sink.truncate(0);
    return sink;
  } catch {
    return undefined;
  }
}
