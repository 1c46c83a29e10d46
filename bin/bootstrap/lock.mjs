import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StopError, say } from './say.mjs';

const POLL_MS = 300;
/** A file without content for this long belongs to a process that died between creating and filling it. */
const UNFILLED_MS = 5_000;
const BREAKER_MS = 10_000;

/** @typedef {{ pid: number, born: string }} Holder */

/**
 * Two commands started at once prepare the folder one after the other. The holder names itself and, by `alsoHeldBy`,
 * the tool it runs: a tool that outlives its killed parent still writes to the folder. A lock whose holders are all gone
 * counts for nothing, so nobody has to remove it on the way down.
 * @template T
 * @param {string} root
 * @param {(alsoHeldBy: (pid: number) => void) => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function withLock(root, task) {
  const file = join(root, '.cache', 'bootstrap.lock');
  makeFolder(join(root, '.cache'));
  await acquire(file);
  try {
    return await task((pid) => writeFileSync(file, JSON.stringify([holder(process.pid), holder(pid)])));
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {string} folder */
function makeFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw readable(error, folder);
  }
}

/**
 * @param {unknown} error
 * @param {string} folder
 */
function readable(error, folder) {
  const code = codeOf(error) ?? '';
  if (code === 'ENOSPC')
    return new StopError('Место на диске закончилось. Освободите его и повторите команду.');
  if (!['EROFS', 'EACCES', 'EPERM'].includes(code)) return error;
  const cure = 'Скопируйте проект в папку, куда вы можете писать, и повторите команду.';
  return new StopError(`Нет права записи в папку ${folder}. ${cure}`);
}

/** @param {string} file */
async function acquire(file) {
  let saidSo = false;
  while (!tryCreate(file)) {
    const owners = readOwners(file);
    if (isStale(file, owners)) {
      breakStale(file);
      continue;
    }
    if (!saidSo) say(`Подготовку уже ведёт другой процесс (${owners?.[0]?.pid ?? '…'}), ждём его.`);
    saidSo = true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** @param {string} file */
function tryCreate(file) {
  try {
    writeFileSync(file, JSON.stringify([holder(process.pid)]), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw readable(error, dirname(file));
  }
}

/**
 * @param {string} file
 * @returns {Holder[] | undefined}
 */
function readOwners(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} file
 * @param {Holder[] | undefined} owners
 */
function isStale(file, owners) {
  if (owners) return owners.every(({ pid, born }) => bornAt(pid) !== born);
  return ageMs(file) > UNFILLED_MS;
}

/**
 * Looks again under a guard of its own, so that two waiting processes never remove the lock of a third.
 * @param {string} file
 */
function breakStale(file) {
  const guard = `${file}.break`;
  try {
    mkdirSync(guard);
  } catch {
    if (ageMs(guard) > BREAKER_MS) rmSync(guard, { recursive: true, force: true });
    return;
  }
  try {
    if (isStale(file, readOwners(file))) rmSync(file, { force: true });
  } finally {
    rmdirSync(guard);
  }
}

/** @param {string} path */
function ageMs(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

/**
 * @param {number} pid
 * @returns {Holder}
 */
function holder(pid) {
  return { pid, born: bornAt(pid) ?? '' };
}

/**
 * When the process began, as the kernel counts: a number reused after a reboot is another process.
 * @param {number} pid
 * @returns {string | undefined} undefined when no such process runs
 */
function bornAt(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return process.platform === 'linux' ? undefined : bornWithoutProc(pid);
  }
}

/** @param {number} pid */
function bornWithoutProc(pid) {
  try {
    process.kill(pid, 0);
    return 'running';
  } catch (error) {
    return codeOf(error) === 'EPERM' ? 'running' : undefined;
  }
}

/**
 * @param {unknown} error
 * @returns {string | undefined}
 */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}
