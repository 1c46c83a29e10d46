import { besideOf } from './copy-words.ts';
import type { FileCopier } from './file-copier.ts';
import { UploadEntry } from './upload-entry.ts';
import { findUploadFolder, uploadFolder } from './upload-folder.ts';
import type { UploadStore } from './upload-store.ts';

/** The device keeps at least so much free for the documents, which are worth more than a copy of a file. */
const SPARE_BYTES = 256 * 1024 ** 2;

const READ_TRIES = 20;
const READ_AGAIN_MS = 25;

/** Files in the origin's private file system: `<id>.json` is what is known of one, `.bin` its content, `.webp` its picture. */
export async function openOpfsUploadStore(
  user: string,
  copier: FileCopier,
): Promise<UploadStore | undefined> {
  const folder = await findUploadFolder(user, { create: true });
  if (!folder || !(await canWrite(folder))) return undefined;
  const leaving = new AbortController();
  const turns = new Map<string, Promise<void>>();

  /** Two words of one file are written one after the other, or the older could win. */
  function inTurn(id: string, write: () => Promise<void>): Promise<void> {
    const turn = (turns.get(id) ?? Promise.resolve()).catch(() => {}).then(write);
    turns.set(id, turn);
    return turn;
  }

  async function find(name: string): Promise<Blob | undefined> {
    try {
      return await (await folder?.getFileHandle(name))?.getFile();
    } catch {
      return undefined;
    }
  }

  /** A file that is written anew just now cannot be read for a moment. */
  async function readText(name: string): Promise<string | undefined> {
    for (let tries = 0; tries < READ_TRIES; tries++) {
      const file = await find(name);
      if (!file) return undefined;
      try {
        return await file.text();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, READ_AGAIN_MS));
      }
    }
    return undefined;
  }

  async function write(name: string, content: Blob | string): Promise<void> {
    const file = await folder?.getFileHandle(name, { create: true });
    const sink = await file?.createWritable();
    await sink?.write(content);
    // The new content takes the place of the old at once, here and nowhere before.
    await sink?.close();
  }

  async function drop(name: string): Promise<void> {
    await folder?.removeEntry(name).catch(() => {});
  }

  return {
    list: async () => {
      const entries: UploadEntry[] = [];
      const names: string[] = [];
      for await (const name of folder.keys()) names.push(name);
      for (const name of names) {
        const isEntry = name.endsWith('.json');
        const text = isEntry ? await readText(name) : undefined;
        const entry = text === undefined ? undefined : readEntry(text);
        if (entry) entries.push(entry);
        // The word of a file is written first and goes first: without it the rest is what a killed tab left.
        else if (!isEntry && !names.includes(`${name.split('.')[0]}.json`)) await drop(name);
      }
      return entries;
    },
    put: (entry) => inTurn(entry.id, () => write(`${entry.id}.json`, JSON.stringify(entry))),
    copyIn: async (id, file, { onRead, signal, sidecar }) => {
      const hasRoom = await fits(file.size);
      const until = AbortSignal.any([signal, leaving.signal]);
      const order = { id, file, ...besideOf({ sidecar }), folder: hasRoom ? uploadFolder(user) : undefined };
      return await copier.copy(order, { onRead, signal: until });
    },
    content: (id) => find(`${id}.bin`),
    dropContent: (id) => drop(`${id}.bin`),
    picture: (id) => find(`${id}.webp`),
    putPicture: (id, picture) => write(`${id}.webp`, picture),
    remove: (id) =>
      inTurn(id, async () => {
        await drop(`${id}.json`);
        await drop(`${id}.bin`);
        await drop(`${id}.webp`);
      }),
    close: () => {
      leaving.abort();
      copier.close();
    },
  };
}

async function canWrite(folder: FileSystemDirectoryHandle): Promise<boolean> {
  try {
    const probe = await folder.getFileHandle('probe', { create: true });
    const writes = 'createWritable' in probe;
    await folder.removeEntry('probe').catch(() => {});
    return writes;
  } catch {
    return false;
  }
}

async function fits(sizeBytes: number): Promise<boolean> {
  try {
    const { quota = 0, usage = 0 } = await navigator.storage.estimate();
    return sizeBytes + SPARE_BYTES < quota - usage;
  } catch {
    return false;
  }
}

function readEntry(text: string): UploadEntry | undefined {
  try {
    return UploadEntry.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
