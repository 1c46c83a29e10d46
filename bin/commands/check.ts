import { checkText } from '../../shared/russian/check-text.ts';
import type { Command } from './command.ts';
import { PROGRAM } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const check: Command = {
  name: 'check',
  summary: 'проверить, целы ли данные',
  help: `Примеры:
  ${PROGRAM} check
  ${PROGRAM} check --repair

Проверяет строение базы, журнал и снимки каждого документа, сводки проектов, ленты записей и файлы; сервер при этом
может работать. Файлы на диске читаются целиком; в хранилище S3 сверяются их наличие и размер. Код 0, если всё цело, 1, если остались повреждения.

Параметры:
  --repair  исправить то, что выводится из целых данных; строки журналов не удаляются и не меняются
  --contents  прочитать и файлы в хранилище S3; всё содержимое скачивается
  --json    напечатать итог как JSON
`,
  async run(args, setup) {
    const { values } = readArguments(args, {
      options: { repair: { type: 'boolean' }, contents: { type: 'boolean' }, json: { type: 'boolean' } },
      positionals: [],
    });
    await setup.packages();
    const { runCheck } = await import('../../sync-server/command/data-commands.ts');
    const checked = await runCheck(process.env, values.repair ?? false, values.contents ?? false);
    if (!checked.ok) {
      process.stderr.write(`${checked.message}\n`);
      return 1;
    }
    process.stdout.write(values.json ? `${JSON.stringify(checked.value)}\n` : checkText(checked.value));
    return checked.value.problemCount > 0 ? 1 : 0;
  },
};
