import { resolve } from 'node:path';
import { sizeText } from '../../shared/russian/size-text.ts';
import type { Command } from './command.ts';
import { PROGRAM, UsageError } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const projectExport: Command = {
  name: 'project export',
  summary: 'сохранить проект в файл .raskadr',
  help: `Примеры:
  ${PROGRAM} project export 01ARZ3NDEKTSV4RRFFQ69G5FB0 --out film.raskadr

Номер проекта стоит в адресе его страницы: /p/<номер>. Сервер при этом может работать. Файл с таким именем
заменяется, когда новый готов целиком.

Параметры:
  --out <файл>  куда сохранить
  --json        напечатать итог как JSON
`,
  async run(args, setup) {
    const { values, positionals } = readArguments(args, {
      options: { out: { type: 'string' }, json: { type: 'boolean' } },
      positionals: ['номер проекта'],
    });
    if (!values.out) throw new UsageError('Не хватает: --out <файл>.');
    const [project = ''] = positionals;
    const file = resolve(values.out);
    await setup.packages();
    const { runProjectExport } = await import('../../sync-server/command/data-commands.ts');
    const made = await runProjectExport(process.env, { project, file });
    if (!made.ok) {
      process.stderr.write(`${made.message}\n`);
      return 1;
    }
    const { name, docs, files, lost, bytes } = made.value;
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ ...made.value, file })}\n`
        : `Проект «${name}» сохранён: ${file}\nДокументов: ${docs}, файлов: ${files}, ${sizeText(bytes)}.\n`,
    );
    if (lost > 0) process.stderr.write(lostText(lost));
    return 0;
  },
};

function lostText(lost: number): string {
  return `Не вошло ассетов: ${lost}. Их содержимого в папке данных нет, или оно повреждено. Чего нет, скажет команда
${PROGRAM} check\n`;
}
