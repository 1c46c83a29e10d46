import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { runTool } from './processes.mjs';
import { StopError, sayWhile } from './say.mjs';
import { webInputsHash } from './web-inputs.mjs';

/**
 * The built PWA in build/, made again only when something that goes into it has changed.
 * @param {string} root
 * @param {{ force?: boolean }} [options]
 */
export async function ensureWeb(root, { force = false } = {}) {
  const stamp = join(root, '.cache', 'web-build');
  const isReady = () =>
    existsSync(join(root, 'build', 'app.html')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === webInputsHash(root);
  if (!force && isReady()) return;
  await withLock(root, async (alsoHeldBy) => {
    if (!force && isReady()) return;
    rmSync(stamp, { force: true });
    const inputs = webInputsHash(root);
    await sayWhile('Собираем интерфейс', () => build(root, alsoHeldBy));
    writeFileSync(stamp, inputs);
  });
}

/**
 * @param {string} root
 * @param {(pid: number) => void} onStart
 */
async function build(root, onStart) {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const { code, output } = await runTool(
    process.execPath,
    [vite, 'build', 'web', '--config', 'web/vite.config.ts'],
    {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production' },
      onStart,
    },
  );
  if (code !== 0) {
    const cause = /ENOSPC/.test(output) ? 'Место на диске закончилось.' : 'Интерфейс не собрался.';
    throw new StopError(
      `${cause} Последние строки сборки:\n${output.trim().split('\n').slice(-25).join('\n')}`,
    );
  }
}
