import type { Command } from './command.ts';
import { PROGRAM } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const configPrint: Command = {
  name: 'config print',
  summary: 'показать настройки и откуда они взяты',
  help: `Примеры:
  ${PROGRAM} config print
  ${PROGRAM} config print --json

Показывает каждую настройку, её значение и источник: переменная окружения, raskadr.toml или значение по умолчанию.
Секреты не показываются. Файл raskadr.toml ищется в текущей папке; другой путь задаёт RASKADR_CONFIG.

Параметры:
  --json  напечатать как JSON
`,
  async run(args, setup) {
    const { values } = readArguments(args, { options: { json: { type: 'boolean' } }, positionals: [] });
    await setup.packages();
    const { printConfig } = await import('../../sync-server/config/print-config.ts');
    const { out, err, code } = printConfig(process.env, { asJson: values.json ?? false });
    process.stdout.write(out);
    process.stderr.write(err);
    return code;
  },
};
