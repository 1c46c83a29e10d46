import { faultText } from '#shared/russian/fault-text.ts';
import { badVariableText, migrationText, systemErrorText } from '#shared/russian/start-text.ts';
import { ConfigError } from './config.ts';
import { MigrationError } from './database/migrate.ts';
import { sqlErrorCode } from './database/sql-error.ts';
import { StartError } from './server.ts';

/** What the person at the terminal can do about it. */
export function whyNotStarted(error: unknown, env: NodeJS.ProcessEnv): string {
  if (error instanceof StartError) return faultText(error.fault);
  if (error instanceof ConfigError) return badVariableText(error.variable);
  if (error instanceof MigrationError) return migrationText(error.message);
  return systemErrorText(sqlErrorCode(error), {
    port: env.PORT ?? '7420',
    folder: env.RASKADR_DATA ?? './data',
  });
}
