import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from '../../../bin/bootstrap/npm.mjs';

const attempts = new Map<string, Promise<void>>();

/** Installs a peer from its own lock file on first use. Tried once per run: without a net every bench would wait. */
export async function installPeer(folder: string): Promise<void> {
  const attempt = attempts.get(folder) ?? install(folder);
  attempts.set(folder, attempt);
  await attempt;
}

async function install(folder: string): Promise<void> {
  if (existsSync(join(folder, 'node_modules', '.package-lock.json'))) return;
  await runNpm(['ci'], { root: folder, onStart: () => undefined });
}
