import process from 'node:process';
import { faultText } from '#shared/russian/fault-text.ts';
import {
  badVariableText,
  migrationText,
  startedText,
  startFailureText,
  systemErrorText,
} from '#shared/russian/start-text.ts';
import { ConfigError, configOf } from './config.ts';
import { MigrationError } from './database/migrate.ts';
import { sqlErrorCode } from './database/sql-error.ts';
import { createLineLog, systemClock, systemRandom } from './ports.ts';
import { StartError, startServer } from './server.ts';

/** Starts the server and runs until a signal; a second signal does not wait. */
export async function runServer(env: NodeJS.ProcessEnv): Promise<void> {
  const log = createLineLog((line) => process.stderr.write(line), systemClock);
  try {
    await using server = await startServer(configOf(env), { clock: systemClock, random: systemRandom, log });
    process.stdout.write(startedText(server));
    await stopSignal();
    log.info('stopping');
  } catch (error) {
    log.error('start_failed', {
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    process.stderr.write(startFailureText(whyNot(error, env)));
    process.exitCode = 1;
  }
}

function whyNot(error: unknown, env: NodeJS.ProcessEnv): string {
  if (error instanceof StartError) return faultText(error.fault);
  if (error instanceof ConfigError) return badVariableText(error.variable);
  if (error instanceof MigrationError) return migrationText(error.message);
  return systemErrorText(sqlErrorCode(error), {
    port: env.PORT ?? '7420',
    folder: env.RASKADR_DATA ?? './data',
  });
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

if (import.meta.main) await runServer(process.env);
