import process from 'node:process';
import { unknownVariableText } from '#shared/russian/config-text.ts';
import { startedText, startFailureText } from '#shared/russian/start-text.ts';
import { type Config, loadConfig } from './config.ts';
import { openStderrLog } from './log/open-log.ts';
import { systemClock, systemRandom } from './ports.ts';
import { startServer } from './server.ts';
import { whyNotStarted } from './why-not-started.ts';

/** Starts the server, runs until a signal, and returns the exit code; a second signal does not wait. */
export async function runServer(env: NodeJS.ProcessEnv): Promise<number> {
  let log = openStderrLog();
  // Before the start: a signal that comes while it runs must not be lost.
  const stopped = stopSignal();
  let config: Config | undefined;
  try {
    const loaded = loadConfig(env);
    config = loaded.config;
    log = openStderrLog(config);
    for (const unknown of loaded.unknownVariables)
      log.warn('unknown_variable', { ...unknown, hint: unknownVariableText(unknown) });
    await using server = await startServer(config, { clock: systemClock, random: systemRandom, log });
    process.stdout.write(startedText(server));
    await stopped;
    log.info('stopping');
    return 0;
  } catch (error) {
    log.error('start_failed', { reason: error instanceof Error ? error.message : String(error) });
    process.stderr.write(startFailureText(whyNotStarted(error, config)));
    return 1;
  }
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve();
        process.once(signal, () => process.exit(1));
      });
    }
  });
}

if (import.meta.main) process.exitCode = await runServer(process.env);
