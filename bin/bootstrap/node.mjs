import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { withLock } from './lock.mjs';
import { runNpm } from './npm.mjs';
import { endLike, endWithParent, runInForeground, runTool } from './processes.mjs';
import { StopError, sayWhile } from './say.mjs';

const OLDEST = /** @type {const} */ ([24, 7]);
const VERSION = '24.21.0';
/** Older ones (Debian's 9, Node 20's 10) read the lock file in ways of their own. */
const NPM_VERSION = '11.19.1';
const STAMP = `node ${VERSION}, npm ${NPM_VERSION}`;
const PACKAGED = new Set(['linux-x64', 'linux-arm64', 'win32-x64']);
const GUARD = 'RASKADR_OWN_NODE';

/**
 * Makes sure that a Node which runs our TypeScript runs this program. When the system's is too old, our own is fetched
 * once and the whole command starts again under it.
 * @param {string} root
 * @returns {Promise<boolean>} false when the command has already been run, and ended, under our own Node
 */
export async function ensureNode(root) {
  const isSecondStart = process.env[GUARD] === '1';
  delete process.env[GUARD];
  if (isSecondStart || process.env.npm_lifecycle_event) endWithParent();
  if (isRecent(process.versions.node)) {
    process.env.PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`;
    return true;
  }
  if (isSecondStart)
    throw new StopError(`Скачанный Node.js оказался версии ${process.versions.node}, нужна 24.7 или новее.`);
  const node = await ownNode(root);
  const args = [...process.execArgv, ...process.argv.slice(1)];
  endLike(await runInForeground(node, args, { env: { ...process.env, [GUARD]: '1' } }));
  return false;
}

/** @param {string} version */
function isRecent(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** @param {string} root */
async function ownNode(root) {
  const platform = `${process.platform}-${process.arch}`;
  if (!PACKAGED.has(platform)) {
    throw new StopError(
      `Нужен Node.js 24.7 или новее, а здесь ${process.versions.node}. Для этой системы (${platform}) поставьте его сами:\n` +
        '  https://nodejs.org/ru/download (на macOS ещё: brew install node@24)\nи повторите команду.',
    );
  }
  const folder = join(root, '.cache', 'node');
  const isWindows = process.platform === 'win32';
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;
  const binary = join(folder, 'node_modules', name, 'bin', isWindows ? 'node.exe' : 'node');
  if (!isReady(folder, binary)) await download({ root, folder, name, binary });
  return binary;
}

/**
 * @param {string} folder
 * @param {string} binary
 */
function isReady(folder, binary) {
  const stamp = join(folder, 'ready');
  return existsSync(binary) && existsSync(stamp) && readFileSync(stamp, 'utf8') === STAMP;
}

/** @param {{ root: string, folder: string, name: string, binary: string }} what */
async function download({ root, folder, name, binary }) {
  await withLock(root, async (alsoHeldBy) => {
    if (isReady(folder, binary)) return;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await sayWhile(
      `Node.js ${process.versions.node} староват, скачиваем ${VERSION} в .cache/node`,
      async () => {
        const packages = [`${name}@${VERSION}`, `npm@${NPM_VERSION}`];
        const args = ['install', '--prefix', folder, '--no-save', '--no-package-lock', ...packages];
        await runNpm(args, { root, onStart: alsoHeldBy });
        const { code, output } = await runTool(binary, ['--version']);
        if (code !== 0 || !isRecent(output.trim().slice(1)))
          throw new StopError(`Скачанный Node.js не запускается в этой системе:\n${output.trim()}`);
      },
    );
    // Last: without it the next start begins the download anew.
    writeFileSync(join(folder, 'ready'), STAMP);
  });
}
