import { configProblemText } from '#shared/russian/config-text.ts';
import { faultText } from '#shared/russian/fault-text.ts';
import { migrationText, systemErrorText } from '#shared/russian/start-text.ts';
import { ConfigError } from './config/config-error.ts';
import type { Config } from './config.ts';
import { MigrationError } from './database/migrate.ts';
import { sqlErrorCode } from './database/sql-error.ts';
import { StartError } from './start-error.ts';

/** What the person at the terminal can do about it. */
export function whyNotStarted(error: unknown, config: Config | undefined): string {
  if (error instanceof StartError) return faultText(error.fault);
  if (error instanceof ConfigError) return configProblemText(error.problem);
  if (error instanceof MigrationError) return migrationText(error.message);
  return systemErrorText(sqlErrorCode(error), {
    port: String(config?.port ?? ''),
    folder: config?.dataDir ?? '',
  });
}
