import { hostname } from 'node:os';
import type { Command } from './command.ts';
import { PROGRAM, UsageError } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const runnerPair: Command = {
  name: 'runner pair',
  summary: 'подключить этот компьютер к серверу как раннер',
  help: `Примеры:
  ${PROGRAM} runner pair https://raskadr.example.ru K7F2-9QXM
  ${PROGRAM} runner pair https://raskadr.example.ru K7F2-9QXM --name «Станция с видеокартой»

Одноразовый код администратор получает на странице «Очередь»; он действует 10 минут. Ключ раннера сохраняется в его
папке, дальше хватит ${PROGRAM} runner start.

Параметры:
  --name  как назвать раннер; без него имя компьютера
  --json  напечатать итог как JSON
`,
  async run(args, setup) {
    const { values, positionals } = readArguments(args, {
      options: { name: { type: 'string' }, json: { type: 'boolean' } },
      positionals: ['адрес сервера', 'код'],
    });
    const [url = '', code = ''] = positionals;
    if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''))
      throw new UsageError('Адрес сервера начинается с https:// или http://.');
    await setup.packages();
    const { pair } = await import('../../runner/pair.ts');
    const { faultText } = await import('../../shared/russian/fault-text.ts');
    const paired = await pair(process.env, { url, code, name: values.name ?? hostname() });
    if (!paired.ok) {
      process.stderr.write(`${faultText(paired.fault)}\n`);
      return 1;
    }
    const { runner, file } = paired.value;
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ runner, file })}\n`
        : `Раннер подключён. Запустить: ${PROGRAM} runner start\n`,
    );
    return 0;
  },
};
