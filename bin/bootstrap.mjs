#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepCompiled } from './bootstrap/compiled.mjs';
import { ensureNode } from './bootstrap/node.mjs';
import { ensurePackages } from './bootstrap/packages.mjs';
import { endLike, runInForeground } from './bootstrap/processes.mjs';
import { StopError, say, stop } from './bootstrap/say.mjs';
import { COMPILER, ensureSystem, MEDIA } from './bootstrap/system.mjs';
import { ensureWeb } from './bootstrap/web.mjs';

// `node bin/bootstrap.mjs <task> [arguments]`: what `npm test` and its neighbours run. It parses on Node 18 and imports
// nothing that has to be installed first.

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** @type {Record<string, (args: string[]) => Promise<void>>} */
const TASKS = {
  test: async (args) => {
    await ensureSystem(root, [...MEDIA, ...COMPILER]);
    await ensureWebFor(args);
    await runNode(['node_modules/vitest/vitest.mjs', 'run', '--config', 'tests/vitest.config.ts', ...args]);
  },
  check: (args) => runNode(['scripts/check.ts', ...args]),
  format: (args) =>
    runNode(['node_modules/@biomejs/biome/bin/biome', 'check', '--write', ...(args.length ? args : ['.'])]),
  build: () => ensureWeb(root, { force: true }),
  bench: async (args) => {
    await ensureSystem(root, MEDIA);
    await ensureWeb(root);
    await runNode(['tests/bench/main.ts', ...args]);
  },
  screenshots: async () => {
    await ensureSystem(root, MEDIA);
    await ensureWeb(root);
    await runNode(['scripts/screenshots.ts']);
  },
  torture: async (args) => {
    await ensureSystem(root, [...MEDIA, ...COMPILER]);
    await ensureWeb(root);
    await runNode(['tests/torture/main.ts', ...args]);
  },
};

try {
  const [name = '', ...args] = process.argv.slice(2);
  const task = Object.hasOwn(TASKS, name) ? TASKS[name] : undefined;
  if (!task)
    throw new StopError(
      `Есть команды: ${Object.keys(TASKS)
        .map((known) => `npm run ${known}`)
        .join(', ')}.`,
    );
  if (await ensureNode(root)) {
    keepCompiled(root);
    await ensurePackages(root);
    await task(args);
  }
} catch (error) {
  stop(error);
}

/**
 * A few named tests may not need the interface at all, so a broken one does not stop them.
 * @param {string[]} args
 */
async function ensureWebFor(args) {
  try {
    await ensureWeb(root);
  } catch (error) {
    if (!args.length || !(error instanceof StopError)) throw error;
    say(error.message);
  }
}

/** @param {string[]} args the first is a script of the project */
async function runNode(args) {
  if (!existsSync(join(root, args[0] ?? '')))
    throw new StopError(`Нет файла ${args[0]}: этой части проекта ещё нет.`);
  const env = { ...process.env };
  // A setting of the machine; test runners and checks choose their own.
  delete env.NODE_ENV;
  endLike(await runInForeground(process.execPath, args, { cwd: root, env }));
}
