import { access, mkdir, readdir, readFile, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Fault } from '#shared/fault.ts';
import { JobId } from '#shared/jobs/job.ts';
import { CompleteRequest, FailRequest, SubmittedRequest } from '#shared/runner/protocol.ts';
import { flushToDisk, writeWhole } from './durable.ts';

/** What the server has to hear, whatever happens: knowledge about money, and results. */
export const Word = z.discriminatedUnion('says', [
  z.object({ says: z.literal('submitted'), job: JobId, body: SubmittedRequest }),
  z.object({
    says: z.literal('complete'),
    job: JobId,
    body: CompleteRequest,
    /** What it has cost, unless its own words say something else. */
    price: z.optional(z.number()),
  }),
  z.object({ says: z.literal('fail'), job: JobId, body: FailRequest }),
]);
export type Word = z.infer<typeof Word>;

export type SpoolEntry = { name: string; folder: string; word: Word };

/** A file that goes with a word, still in the folder of the work. */
export type LooseFile = { path: string; sha256: string };

const WORD_FILE = 'result.json';
const REFUSED = 'refused';

/**
 * `<data>/spool/<job>-<fence>/`: the files by their hash, and last of all `result.json`. An entry without it was never
 * finished; one with it stands until the server has answered.
 */
export class Spool {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens the spool and clears away what a dead runner did not finish. */
  static async open(dataDir: string): Promise<Spool> {
    const spool = new Spool(join(dataDir, 'spool'));
    await mkdir(join(spool.#folder, REFUSED), { recursive: true, mode: 0o700 });
    for (const name of await spool.#names()) {
      const files: string[] = await readdir(join(spool.#folder, name)).catch(() => []);
      if (!files.includes(WORD_FILE)) await rm(join(spool.#folder, name), { recursive: true, force: true });
    }
    return spool;
  }

  /**
   * When this returns, a death of the process or of the machine loses nothing of it. After a failure it can be tried
   * again: files that have moved already stay where they are.
   */
  async put(name: string, word: Word, files: LooseFile[]): Promise<SpoolEntry> {
    const folder = join(this.#folder, name);
    await rm(join(folder, WORD_FILE), { force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const moved = new Set(await readdir(folder));
    for (const { path, sha256 } of files) {
      if (moved.has(sha256)) continue;
      await flushToDisk(path);
      await rename(path, join(folder, sha256));
    }
    await writeWhole(join(folder, WORD_FILE), JSON.stringify(word));
    await flushToDisk(this.#folder);
    return { name, folder, word };
  }

  async list(): Promise<SpoolEntry[]> {
    const entries: SpoolEntry[] = [];
    for (const name of await this.#names()) {
      const folder = join(this.#folder, name);
      const word = Word.safeParse(await readJson(join(folder, WORD_FILE)));
      if (word.success) entries.push({ name, folder, word: word.data });
    }
    return entries;
  }

  async holds({ folder }: SpoolEntry): Promise<boolean> {
    return access(join(folder, WORD_FILE)).then(
      () => true,
      () => false,
    );
  }

  /** The server has it. The word goes first: files alone are never taken for a result. */
  async remove({ folder }: SpoolEntry): Promise<void> {
    await unlink(join(folder, WORD_FILE)).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  }

  /** The server will never take it: kept aside with its reason, for a person. */
  async refuse({ name, folder }: SpoolEntry, fault: Fault): Promise<void> {
    const aside = join(this.#folder, REFUSED, name);
    await writeWhole(join(folder, 'why.json'), JSON.stringify(fault));
    await rm(aside, { recursive: true, force: true });
    await rename(folder, aside);
    await flushToDisk(this.#folder);
  }

  async #names(): Promise<string[]> {
    const found = await readdir(this.#folder, { withFileTypes: true });
    return found.filter((one) => one.isDirectory() && one.name !== REFUSED).map(({ name }) => name);
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
