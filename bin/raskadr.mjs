#!/usr/bin/env node
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepCompiled } from './bootstrap/compiled.mjs';
import { ensureNode } from './bootstrap/node.mjs';
import { ensurePackages } from './bootstrap/packages.mjs';
import { stop } from './bootstrap/say.mjs';
import { ensureSystem, MEDIA } from './bootstrap/system.mjs';
import { ensureWeb } from './bootstrap/web.mjs';

// `node bin/raskadr.mjs <command>`: sets up what the command needs, then hands over to commands.ts, which an old Node
// could not even parse.

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

try {
  if (await ensureNode(root)) {
    keepCompiled(root);
    const { runCommandLine } = await import('./commands.ts');
    process.exitCode = await runCommandLine(process.argv.slice(2), {
      packages: () => ensurePackages(root),
      media: () => ensureSystem(root, MEDIA),
      web: () => ensureWeb(root),
    });
  }
} catch (error) {
  stop(error);
}
