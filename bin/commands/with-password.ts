import { PROGRAM, type Setup } from './command.ts';
import { readArguments } from './read-arguments.ts';
import { readPassword } from './read-password.ts';

export function passwordHelp(name: string, does: string): string {
  return `Примеры:
  printf %s "$PASSWORD" | ${PROGRAM} ${name} anna --password-stdin
  ${PROGRAM} ${name} anna --password-stdin < password.txt

${does}; сервер при этом может работать или быть остановлен.

Параметры:
  --password-stdin  прочитать пароль из стандартного ввода (перевод строки в конце не считается)
`;
}

type Wanted = { name: 'user.add' | 'user.passwd'; done: (login: string) => string };

/** A command about one account: its login is an argument, its password comes through stdin. */
export async function runWithPassword(args: string[], setup: Setup, { name, done }: Wanted): Promise<number> {
  const { values, positionals } = readArguments(args, {
    options: { 'password-stdin': { type: 'boolean' } },
    positionals: ['логин'],
  });
  const [typed = ''] = positionals;
  const password = await readPassword(values['password-stdin']);

  await setup.packages();
  const { runCommand } = await import('../../sync-server/command/run-command.ts');
  const result = await runCommand(process.env, { name, login: typed, password });
  if (!result.ok) {
    process.stderr.write(`${result.message}\n`);
    return 1;
  }
  // As it stands in the data, which is not quite as it was typed.
  const { Login } = await import('../../shared/account/account.ts');
  process.stdout.write(`${done(Login.parse(typed))}\n`);
  return 0;
}
