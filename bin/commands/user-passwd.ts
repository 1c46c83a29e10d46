import type { Command } from './command.ts';
import { PROGRAM } from './command.ts';
import { readArguments } from './read-arguments.ts';
import { readPassword } from './read-password.ts';

export const userPasswd: Command = {
  name: 'user passwd',
  summary: 'сменить пароль учётной записи',
  help: `Примеры:
  printf %s "$PASSWORD" | ${PROGRAM} user passwd anna --password-stdin
  ${PROGRAM} user passwd anna --password-stdin < password.txt

Меняет пароль и завершает все входы под этим логином; сервер при этом может работать или быть остановлен.

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
    const result = await runCommand(process.env, { name: 'user.passwd', login, password });
    if (!result.ok) {
      process.stderr.write(`${result.message}\n`);
      return 1;
    }
    process.stdout.write(`Пароль для «${login}» сменён, все прежние входы завершены.\n`);
    return 0;
  },
};
