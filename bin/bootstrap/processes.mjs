import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const KEPT_OUTPUT = 200_000;
const PARENT_POLL_MS = 500;

/**
 * Runs a tool silently; its output is kept for the explanation of a failure.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onStart?: (pid: number) => void }} [options]
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export function runTool(command, args, { cwd, env, onStart } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const stopForwarding = forwardSignals((signal) => {
      child.kill(signal);
      process.exit(130);
    });
    child.on('spawn', () => onStart?.(child.pid ?? 0));
    child.on('error', (error) => {
      stopForwarding();
      resolve({ code: null, output: `${output}\n${error.message}` });
    });
    child.on('close', (code) => {
      stopForwarding();
      resolve({ code, output });
    });
  });
}

/**
 * Hands the terminal over to a child and returns how it ended.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
export function runInForeground(command, args, { cwd, env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
    const stopForwarding = forwardSignals((signal) => {
      // A terminal sends Ctrl+C to the whole group: a second copy would look like impatience.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      stopForwarding();
      resolve({ code, signal });
    });
  });
}

/**
 * Stops when the process that waits for us is gone: a killed npm, or a killed first start, tells nobody, and the
 * orphan would keep the port.
 */
export function endWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, PARENT_POLL_MS);
  timer.unref();
}

/**
 * Ends this process the way its child ended.
 * @param {{ code: number | null, signal: NodeJS.Signals | null }} end
 */
export function endLike({ code, signal }) {
  if (signal) process.kill(process.pid, signal);
  else process.exitCode = code ?? 1;
}

/**
 * @param {string} name
 * @param {string} [path]
 */
export function findOnPath(name, path = process.env.PATH ?? '') {
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`] : [name];
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const found = names.map((n) => join(folder, n)).find((file) => existsSync(file));
    if (found) return found;
  }
  return undefined;
}

/**
 * @param {(signal: NodeJS.Signals) => void} handle
 * @returns {() => void}
 */
function forwardSignals(handle) {
  for (const signal of SIGNALS) process.on(signal, handle);
  return () => {
    for (const signal of SIGNALS) process.off(signal, handle);
  };
}
