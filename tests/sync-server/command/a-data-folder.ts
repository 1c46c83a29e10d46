import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder that is gone with the test. */
export async function aFolder(name = 'data') {
  const root = await mkdtemp(join(tmpdir(), 'raskadr-command-'));
  return {
    root,
    path: join(root, name),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
