import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { runNpm } from './npm.mjs';
import { StopError, sayWhile } from './say.mjs';

/**
 * node_modules as package-lock.json says, for this version of Node.
 * @param {string} root
 */
export async function ensurePackages(root) {
  const wanted = stampOf(root);
  const stamp = join(root, 'node_modules', '.raskadr-stamp');
  const isReady = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (isReady()) return;
  if (isInstalled(root)) return remember(stamp, wanted);
  await withLock(root, async (alsoHeldBy) => {
    if (isReady()) return;
    rmSync(stamp, { force: true });
    // Build tools are needed wherever the product starts: NODE_ENV=production must not leave them out.
    const install = () =>
      runNpm(['ci', '--include=dev', '--include=optional'], { root, onStart: alsoHeldBy });
    await sayWhile('Ставим библиотеки (npm ci)', install);
    // Last: an interrupted installation leaves no stamp and is done again.
    writeFileSync(stamp, wanted);
  });
}

/**
 * @param {string} stamp
 * @param {string} wanted
 */
function remember(stamp, wanted) {
  try {
    writeFileSync(stamp, wanted);
  } catch {
    // Installed by someone else into a folder that is not ours to write: the next start looks through it again.
  }
}

/** @param {string} root */
function stampOf(root) {
  const lock = join(root, 'package-lock.json');
  if (!existsSync(lock)) throw new StopError(`Нет файла ${lock}: проект скачан не полностью.`);
  return createHash('sha256')
    .update(readFileSync(lock))
    .update(`\0${process.versions.modules}`)
    .digest('hex');
}

/**
 * Someone may have run `npm ci` by hand. npm writes its hidden lock file at the end of an installation; every package
 * that ours names must be in it and on disk.
 * @param {string} root
 */
function isInstalled(root) {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = packagesIn(hidden);
  return Object.entries(packagesIn(join(root, 'package-lock.json')))
    .filter(([path, entry]) => path !== '' && isNeededHere(entry))
    .every(
      ([path, entry]) =>
        installed[path]?.integrity === entry.integrity && existsSync(join(root, path, 'package.json')),
    );
}

/** @typedef {{ integrity?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockEntry */

/**
 * @param {string} path
 * @returns {Record<string, LockEntry>}
 */
function packagesIn(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}

/** @param {LockEntry} entry */
function isNeededHere({ optional, os, cpu, libc }) {
  if (!optional) return true;
  if (!os || !cpu) return false;
  return os.includes(process.platform) && cpu.includes(process.arch) && (!libc || libc.includes('glibc'));
}
