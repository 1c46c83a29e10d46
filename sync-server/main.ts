import process from 'node:process';
import { unknownVariableText } from '#shared/russian/config-text.ts';
import { startedText, startFailureText } from '#shared/russian/start-text.ts';
import { type Config, loadConfig } from './config.ts';
import { openStderrLog } from './log/open-log.ts';
import { systemClock, systemRandom } from './ports.ts';
import { type RunningServer, startServer } from './server.ts';
import { stopSignal } from './stop-signal.ts';
import { whyNotStarted } from './why-not-started.ts';

/** What runs beside the server while it is up; it is let go of first. */
export type Beside = (server: RunningServer, config: Config) => AsyncDisposable | undefined;

/** Starts the server, runs until a signal, and returns the exit code; a second signal does not wait. */
export async function runServer(env: NodeJS.ProcessEnv, startBeside?: Beside): Promise<number> {
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
    await using _beside = startBeside?.(server, config);
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

if (import.meta.main) process.exitCode = await runServer(process.env);
