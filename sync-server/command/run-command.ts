import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '#shared/fault.ts';
import { configProblemText } from '#shared/russian/config-text.ts';
import { faultText } from '#shared/russian/fault-text.ts';
import { migrationText } from '#shared/russian/start-text.ts';
import { ConfigError } from '../config/config-error.ts';
import { type Config, loadConfig } from '../config.ts';
import { MigrationError } from '../database/migrate.ts';
import { sqlErrorCode } from '../database/sql-error.ts';
import { storageFault } from '../http/storage-fault.ts';
import { askServer } from './ask-server.ts';
import type { Command, CommandAnswer } from './command.ts';
import { lockDataFolder } from './lock.ts';
import { runHere } from './run-here.ts';

const TRIES = 25;
const RETRY_AFTER_MS = 200;

/** Runs a command on the server that has the data open or, with none running, on the data itself. */
export async function runCommand(env: NodeJS.ProcessEnv, command: Command): Promise<CommandAnswer> {
  try {
    return await runAnywhere(loadConfig(env).config, command);
  } catch (error) {
    const message = refusalOf(error);
    if (message === undefined) throw error;
    return { ok: false, message };
  }
}

/** A server that is just starting holds the lock already and does not listen yet. */
async function runAnywhere(config: Config, command: Command): Promise<CommandAnswer> {
  for (let tries = 1; ; tries++) {
    const answer = await askServer(config.dataDir, command);
    if (answer) return answer;
    const locked = await lockDataFolder(config.dataDir);
    if (locked.ok) {
      await using _lock = locked.value;
      return await runHere(config, command);
    }
    if (locked.fault.code !== 'data_in_use' || tries === TRIES) {
      return { ok: false, message: faultText(locked.fault) };
    }
    await sleep(RETRY_AFTER_MS);
  }
}

/** What keeps a command from its work, in Russian; nothing when the error is a bug. */
export function refusalOf(error: unknown): string | undefined {
  if (error instanceof ConfigError) return configProblemText(error.problem);
  if (error instanceof MigrationError) return migrationText(error.message);
  const isDamaged = /^SQLITE_(CORRUPT|NOTADB)/.test(sqlErrorCode(error));
  const fault: Fault | undefined = isDamaged ? { code: 'database_damaged' } : storageFault(error);
  return fault && faultText(fault);
}
