import type { Command } from './command.ts';
import { PROGRAM } from './command.ts';
import { readArguments } from './read-arguments.ts';
import { readPassword } from './read-password.ts';

export const userAdd: Command = {
  name: 'user add',
  summary: 'создать учётную запись',
  help: `Примеры:
  printf %s "$PASSWORD" | ${PROGRAM} user add anna --password-stdin
  ${PROGRAM} user add anna --password-stdin < password.txt

Создаёт учётную запись с этим логином; сервер при этом может работать или быть остановлен.

Параметры:
  --password-stdin  прочитать пароль из стандартного ввода (перевод строки в конце не считается)
`,
  async run(args, setup) {
    const { values, positionals } = readArguments(args, {
      options: { 'password-stdin': { type: 'boolean' } },
      positionals: ['логин'],
    });
    const [login = ''] = positionals;
    const password = await readPassword(values['password-stdin']);

    await setup.packages();
    const { runCommand } = await import('../../sync-server/command/run-command.ts');
    const result = await runCommand(process.env, { name: 'user.add', login, password });
    if (!result.ok) {
      process.stderr.write(`${result.message}\n`);
      return 1;
    }
    const { Login } = await import('../../shared/account/account.ts');
    process.stdout.write(`Учётная запись «${Login.parse(login)}» создана.\n`);
    return 0;
  },
};
