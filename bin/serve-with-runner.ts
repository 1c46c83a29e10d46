import process from 'node:process';
import { logLevelOf } from '../sync-server/log/open-log.ts';
import { runServer } from '../sync-server/main.ts';
import { keepLocalRunner } from './local-runner.ts';

/** The server and, unless it is not wanted, one runner beside it: `raskadr start`, and the image, where all is set up. */
export function serveWithRunner(env: NodeJS.ProcessEnv): Promise<number> {
  // npm, the process group and our first start may each pass the same signal on: copies must not cut the stop short.
  process.on('SIGTERM', () => undefined);
  return runServer(env, ({ localUrl, runnerTokenFile }, config) => {
    if (runnerTokenFile === undefined) return undefined;
    const isForPeople = process.stderr.isTTY === true;
    const { dataDir, allowedOrigins } = config;
    const log = { level: logLevelOf(config, isForPeople), isForPeople };
    return keepLocalRunner({ serverUrl: localUrl, tokenFile: runnerTokenFile, dataDir, allowedOrigins, log });
  });
}

if (import.meta.main) process.exitCode = await serveWithRunner(process.env);
