import type { Command } from './command.ts';
import { PROGRAM } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const secretsRotate: Command = {
  name: 'secrets rotate',
  summary: 'закрыть ключи провайдеров новым секретом',
  help: `Примеры:
  ${PROGRAM} secrets rotate
  ${PROGRAM} secrets rotate --json

Делает в файле RASKADR_SECRET_FILE новый секрет, перезакрывает им ключи и прокси учётных записей и убирает прежний. Сервер при
этом может работать. Прерванная на любом шаге, команда ничего не теряет: запустите её ещё раз. Ключи из старых резервных копий
новым секретом не открыть: их вводят заново.

Параметры:
  --json  напечатать итог как JSON
`,
  async run(args, setup) {
    const { values } = readArguments(args, { options: { json: { type: 'boolean' } }, positionals: [] });
    await setup.packages();
    const { runSecretsRotate } = await import('../../sync-server/command/data-commands.ts');
    const rotated = await runSecretsRotate(process.env);
    if (!rotated.ok) {
      process.stderr.write(`${rotated.message}\n`);
      return 1;
    }
    const { brought, lost } = rotated.value;
    const text = `Перезакрыто: ${brought}.${lost > 0 ? ` Не открылось: ${lost}; введите эти ключи заново.` : ''}\n`;
    process.stdout.write(values.json ? `${JSON.stringify(rotated.value)}\n` : text);
    return 0;
  },
};
