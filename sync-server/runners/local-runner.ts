import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCAL_RUNNER_NAME } from '#shared/russian/runner-name.ts';
import type { Core } from '../core.ts';
import { writeWhole } from '../keeping/durable-file.ts';
import { findByToken } from './as-runner.ts';
import { newRunnerId } from './pair.ts';
import { giveLocalRunner, insertLocalRunner, listRunners } from './store.ts';
import { makeToken } from './token.ts';

const FILE = 'runner-token';

/**
 * The file with the token of the runner beside the server, which needs no code: whoever can read the data folder owns
 * everything anyway. A file that still opens is kept; otherwise the same runner gets another token.
 */
export async function localRunnerToken(core: Core, dataDir: string): Promise<string> {
  const path = join(dataDir, FILE);
  const { database, clock, random } = core;
  const kept = await readFile(path, 'utf8').catch(() => '');
  if (await findByToken(database, kept.trim())) return path;
  const known = (await listRunners(database)).find(({ isLocal }) => isLocal);
  const id = known?.id ?? newRunnerId(core);
  const { token, tokenHash } = makeToken(id, random);
  // The file first: a token in it that nobody knows yet is made anew at the next start.
  await writeWhole(path, `${token}\n`);
  await database.write([
    known
      ? giveLocalRunner(id, tokenHash)
      : insertLocalRunner({ id, name: LOCAL_RUNNER_NAME, tokenHash, nowMs: clock.nowMs() }),
  ]);
  return path;
}
