import type { Command } from './command.ts';
import { PROGRAM, UsageError } from './command.ts';
import { readArguments } from './read-arguments.ts';

const MAX_PASSWORD_BYTES = 4096;

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
    if (!values['password-stdin'])
      throw new UsageError('Пароль читается из стандартного ввода: добавьте --password-stdin.');
    const password = await readPassword();
    if (password === '') throw new UsageError('В стандартном вводе нет пароля.');

    await setup.packages();
    const { runCommand } = await import('../../sync-server/command/run-command.ts');
    const result = await runCommand(process.env, { name: 'user.add', login, password });
    if (!result.ok) {
      process.stderr.write(`${result.message}\n`);
      return 1;
    }
    process.stdout.write(`Учётная запись «${login}» создана.\n`);
    return 0;
  },
};

async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Пароль (виден на экране), затем Enter и Ctrl+D:\n');
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_PASSWORD_BYTES) throw new UsageError('Пароль слишком длинный.');
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}
