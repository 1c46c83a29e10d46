import { fail, ok, type Result } from '#shared/result.ts';
import { faultText } from '#shared/russian/fault-text.ts';
import { exportFile, importFile } from '../archive/archive-files.ts';
import { addUser } from '../auth/add-user.ts';
import type { AuthContext } from '../auth/auth-context.ts';
import { replacePassword } from '../auth/replace-password.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Config } from '../config.ts';
import type { Core } from '../core.ts';
import { DamagedDocError } from '../documents/doc-log.ts';
import { storageFault } from '../http/storage-fault.ts';
import { backUp } from '../keeping/back-up.ts';
import { checkAndRepair, checkData } from '../keeping/check-data.ts';
import type { CheckReport } from '../keeping/problem.ts';
import type { RunnerContext } from '../runners/runner-context.ts';
import { rotateSecrets } from '../secrets/account-secrets.ts';
import type { Command, CommandAnswer } from './command.ts';

export type CommandContext = Pick<
  AuthContext,
  'database' | 'passwords' | 'sessions' | 'clock' | 'random' | 'log' | 'welcomeFirstUser'
> &
  Pick<Core, 'rooms' | 'ring' | 'jobs'> &
  Pick<RunnerContext, 'vault'> &
  Pick<Config, 'dataDir' | 'databaseUrl'> &
  Partial<Pick<Config, 's3'>> & { blobs: BlobStore };

export async function executeCommand(context: CommandContext, command: Command): Promise<CommandAnswer> {
  try {
    return answerOf(await resultOf(context, command));
  } catch (error) {
    context.log.error('command_failed', { reason: error instanceof Error ? error.message : String(error) });
    if (error instanceof DamagedDocError) return answerOf(fail({ code: 'document_damaged' }));
    return answerOf(fail(storageFault(error) ?? { code: 'internal' }));
  }
}

export function answerOf(result: Result<unknown>): CommandAnswer {
  if (!result.ok) return { ok: false, message: faultText(result.fault) };
  return result.value === undefined ? { ok: true } : { ok: true, data: result.value };
}

function resultOf(context: CommandContext, command: Command): Promise<Result<unknown>> {
  switch (command.name) {
    case 'user.add':
      return withoutData(addUser(context, command));
    case 'user.passwd':
      return withoutData(replacePassword(context, command));
    case 'backup':
      return backUp({ ...context, nowMs: () => context.clock.nowMs() }, command.folder);
    case 'secrets.rotate':
      return rotateSecrets(context.database, context.vault);
    case 'check':
      return check(context, command);
    case 'project.export':
      return exportFile(context, command);
    case 'project.import':
      return importFile(context, command);
  }
}

async function withoutData(done: Promise<Result<unknown>>): Promise<Result<undefined>> {
  const result = await done;
  return result.ok ? ok(undefined) : result;
}

async function check(
  context: CommandContext,
  { repair, contents }: Extract<Command, { name: 'check' }>,
): Promise<Result<CheckReport>> {
  const order = { ...context, isContentRead: contents };
  if (!repair) return ok(await checkData(order));
  return ok(await checkAndRepair(order, { ...context, nowMs: () => context.clock.nowMs() }));
}
