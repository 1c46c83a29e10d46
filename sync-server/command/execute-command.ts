import { faultText } from '#shared/russian/fault-text.ts';
import { type AddUserContext, addUser } from '../auth/add-user.ts';
import { storageFault } from '../http/storage-fault.ts';
import type { Command, CommandAnswer } from './command.ts';

export type CommandContext = AddUserContext;

export async function executeCommand(
  context: CommandContext,
  { login, password }: Command,
): Promise<CommandAnswer> {
  try {
    const result = await addUser(context, { login, password });
    return result.ok ? { ok: true } : { ok: false, message: faultText(result.fault) };
  } catch (error) {
    context.log.error('command_failed', { reason: error instanceof Error ? error.message : String(error) });
    return { ok: false, message: faultText(storageFault(error) ?? { code: 'internal' }) };
  }
}
