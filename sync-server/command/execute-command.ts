import type { Result } from '#shared/result.ts';
import { faultText } from '#shared/russian/fault-text.ts';
import { addUser } from '../auth/add-user.ts';
import type { AuthContext } from '../auth/auth-context.ts';
import { replacePassword } from '../auth/replace-password.ts';
import { storageFault } from '../http/storage-fault.ts';
import type { Command, CommandAnswer } from './command.ts';

export type CommandContext = Pick<
  AuthContext,
  'database' | 'passwords' | 'sessions' | 'clock' | 'random' | 'log' | 'welcomeFirstUser'
>;

export async function executeCommand(context: CommandContext, command: Command): Promise<CommandAnswer> {
  try {
    const result = await resultOf(context, command);
    return result.ok ? { ok: true } : { ok: false, message: faultText(result.fault) };
  } catch (error) {
    context.log.error('command_failed', { reason: error instanceof Error ? error.message : String(error) });
    return { ok: false, message: faultText(storageFault(error) ?? { code: 'internal' }) };
  }
}

function resultOf(context: CommandContext, command: Command): Promise<Result<unknown>> {
  switch (command.name) {
    case 'user.add':
      return addUser(context, command);
    case 'user.passwd':
      return replacePassword(context, command);
  }
}
