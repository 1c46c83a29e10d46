import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type LogLevel, lineFromProgram } from '../sync-server/log/line-log.ts';

const ENTRY = fileURLToPath(new URL('../runner/main.ts', import.meta.url));
const AGAIN_FIRST_MS = 1000;
const AGAIN_MAX_MS = 60_000;
/** One that has worked so long did not die of its start. */
const STEADY_MS = 60_000;
const STOP_WITHIN_MS = 15_000;

export type LocalRunnerOptions = {
  serverUrl: string;
  tokenFile: string;
  dataDir: string;
  /** Closed origins that providers may have, from wherever they are set. */
  allowedOrigins?: string[];
  /** From which importance on it is heard here, and by whom. */
  log?: { level: LogLevel; isForPeople: boolean };
  write?: (line: string) => void;
  entry?: string;
};

/**
 * Keeps one runner beside the server: started again, with growing pauses, whenever it ends. It holds the other end of a
 * channel, so that it goes with the server even when that is killed.
 */
export function keepLocalRunner(options: LocalRunnerOptions): AsyncDisposable {
  const stop = new AbortController();
  const { write = (line) => process.stderr.write(line) } = options;
  let child: ChildProcess | undefined;
  const ended = (async () => {
    for (let pauseMs = AGAIN_FIRST_MS; !stop.signal.aborted; ) {
      const startedAtMs = performance.now();
      child = start(options, write);
      await ending(child);
      if (stop.signal.aborted) return;
      if (performance.now() - startedAtMs > STEADY_MS) pauseMs = AGAIN_FIRST_MS;
      write(`runner: ended, starting again in ${pauseMs / 1000} s\n`);
      await wait(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, AGAIN_MAX_MS);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      child?.kill('SIGTERM');
      const timer = setTimeout(() => child?.kill('SIGKILL'), STOP_WITHIN_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

function start(
  { serverUrl, tokenFile, dataDir, allowedOrigins, log, entry = ENTRY }: LocalRunnerOptions,
  write: (line: string) => void,
): ChildProcess {
  const child = spawn(process.execPath, [entry], {
    env: {
      ...process.env,
      RASKADR_SERVER: serverUrl,
      RASKADR_RUNNER_TOKEN_FILE: tokenFile,
      RASKADR_RUNNER_DATA: join(dataDir, 'runner'),
      ...(log ? { LOG_LEVEL: log.level } : {}),
      ...(allowedOrigins ? { RASKADR_ALLOW_ORIGINS: allowedOrigins.join(',') } : {}),
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const told = (line: string) => `runner: ${log?.isForPeople ? lineFromProgram(line) : line}\n`;
  if (child.stderr) createInterface({ input: child.stderr }).on('line', (line) => write(told(line)));
  return child;
}

async function ending(child: ChildProcess): Promise<void> {
  await once(child, 'close').catch(() => undefined);
}
