import { UsageError } from './command.ts';

const MAX_PASSWORD_BYTES = 4096;

/** A password never stands among the arguments: there every user of the machine could read it. */
export async function readPassword(fromStdin: boolean | undefined): Promise<string> {
  if (!fromStdin) throw new UsageError('Пароль читается из стандартного ввода: добавьте --password-stdin.');
  if (process.stdin.isTTY) process.stderr.write('Пароль (виден на экране), затем Enter и Ctrl+D:\n');
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_PASSWORD_BYTES) throw new UsageError('Пароль слишком длинный.');
  }
  const password = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (password === '') throw new UsageError('В стандартном вводе нет пароля.');
  return password;
}
