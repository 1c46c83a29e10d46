import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { findOnPath, runTool } from './processes.mjs';
import { say, sayWhile } from './say.mjs';

/** @typedef {{ package: string, isPresent: () => boolean, without: string }} SystemNeed */

/** @type {SystemNeed[]} */
export const MEDIA = [
  {
    package: 'ffmpeg',
    isPresent: () => Boolean(findOnPath('ffmpeg') && findOnPath('ffprobe')),
    without: 'превью видео и рендера',
  },
  {
    package: 'chromium',
    isPresent: () =>
      ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].some((name) =>
        findOnPath(name),
      ),
    without: 'работы через браузер',
  },
];

/** @type {SystemNeed[]} */
export const COMPILER = [
  { package: 'gcc', isPresent: () => Boolean(findOnPath('gcc')), without: 'тестов с отключением питания' },
  {
    package: 'libc6-dev',
    isPresent: () => existsSync('/usr/include/stdio.h'),
    without: 'тестов с отключением питания',
  },
];

const RETRY_AFTER_MS = 24 * 3600 * 1000;
const NETWORK_FAILURE =
  /Temporary failure|Could not (resolve|connect)|Failed to fetch|Network is unreachable/i;

/**
 * Programs that come from the system. Nothing here stops the command: what does not need them works.
 * @param {string} root
 * @param {SystemNeed[]} needs
 */
export async function ensureSystem(root, needs) {
  const listMissing = () => needs.filter((need) => !need.isPresent());
  if (!listMissing().length) return;
  if (process.getuid?.() !== 0 || !findOnPath('apt-get')) return tell(listMissing());
  await withLock(root, async (alsoHeldBy) => {
    const missing = listMissing();
    const names = missing.map((need) => need.package);
    if (!names.length) return;
    const failures = join(root, '.cache', 'apt-failed.json');
    if (failedLately(failures, names)) return tell(missing);
    const output = await sayWhile(`Ставим ${names.join(', ')} (apt-get)`, () => install(names, alsoHeldBy));
    const left = listMissing();
    if (!left.length) return;
    say(`Установить не удалось: ${output.trim().split('\n').slice(-3).join('\n')}`);
    // A package that this system does not have is not asked for at every start; a missing network is.
    if (!NETWORK_FAILURE.test(output)) writeFileSync(failures, JSON.stringify({ names, at: Date.now() }));
    tell(left);
  });
}

/**
 * @param {string[]} names
 * @param {(pid: number) => void} onStart
 */
async function install(names, onStart) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  const options = ['-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=2'];
  const updated = await runTool('apt-get', [...options, 'update'], { env, onStart });
  const args = [...options, 'install', '-y', '--no-install-recommends', ...names];
  const installed = await runTool('apt-get', args, { env, onStart });
  return `${updated.output}\n${installed.output}`;
}

/** @param {SystemNeed[]} missing */
function tell(missing) {
  const names = missing.map((need) => need.package);
  const lost = [...new Set(missing.map((need) => need.without))];
  say(
    `Не найдены: ${names.join(', ')}; без них всё работает, кроме ${lost.join(' и ')}. Поставить: ${aptCommand(names)}`,
  );
}

/** @param {string[]} names */
function aptCommand(names) {
  return `sudo apt-get update && sudo apt-get install -y ${names.join(' ')}`;
}

/**
 * @param {string} file
 * @param {string[]} names
 */
function failedLately(file, names) {
  if (!existsSync(file)) return false;
  try {
    const failure = JSON.parse(readFileSync(file, 'utf8'));
    return failure.names.join() === names.join() && Date.now() - failure.at < RETRY_AFTER_MS;
  } catch {
    return false;
  }
}
