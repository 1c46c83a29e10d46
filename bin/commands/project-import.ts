import { resolve } from 'node:path';
import type { Command } from './command.ts';
import { PROGRAM, UsageError } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const projectImport: Command = {
  name: 'project import',
  summary: 'загрузить проект из файла .raskadr',
  help: `Примеры:
  ${PROGRAM} project import film.raskadr --owner anna
  ${PROGRAM} project import film.raskadr --owner anna --merge 01ARZ3NDEKTSV4RRFFQ69G5FB0

Без --merge создаёт отдельный проект, владелец которого --owner. С --merge добавляет правки из файла в проект,
копией которого он был; --owner тогда тот, от чьего имени: у него должно быть право менять проект.

Параметры:
  --owner <логин>          кому принадлежит проект
  --merge <номер проекта>  слить с этим проектом
  --json                   напечатать итог как JSON
`,
  async run(args, setup) {
    const { values, positionals } = readArguments(args, {
      options: { owner: { type: 'string' }, merge: { type: 'string' }, json: { type: 'boolean' } },
      positionals: ['файл'],
    });
    const { owner, merge: into } = values;
    if (!owner) throw new UsageError('Не хватает: --owner <логин>.');
    await setup.packages();
    const { runProjectImport } = await import('../../sync-server/command/data-commands.ts');
    const done = await runProjectImport(process.env, { file: resolve(positionals[0] ?? ''), owner, into });
    if (!done.ok) {
      process.stderr.write(`${done.message}\n`);
      return 1;
    }
    const { id, name } = done.value;
    process.stdout.write(
      values.json
        ? `${JSON.stringify(done.value)}\n`
        : into
          ? `Правки из файла добавлены в проект «${name}».\n`
          : `Проект «${name}» загружен: /p/${id}\n`,
    );
    return 0;
  },
};
