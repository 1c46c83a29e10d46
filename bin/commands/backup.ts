import { resolve } from 'node:path';
import { contentStaysText } from '../../shared/russian/blobs-text.ts';
import { sizeText } from '../../shared/russian/size-text.ts';
import type { Command } from './command.ts';
import { PROGRAM } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const backup: Command = {
  name: 'backup',
  summary: 'сделать резервную копию всех данных',
  help: `Примеры:
  ${PROGRAM} backup /mnt/backups/raskadr-monday
  ${PROGRAM} backup ./copy --json

Копирует базу и файлы в пустую или новую папку; сервер при этом может работать. Копия закончена, когда в ней есть
manifest.json. Файлы в хранилище S3 (BLOBS_URL) остаются там. Файл секретов в копию не входит. Вернуть данные: ${PROGRAM} restore <папка> --verify

Параметры:
  --json  напечатать итог как JSON
`,
  async run(args, setup) {
    const { values, positionals } = readArguments(args, {
      options: { json: { type: 'boolean' } },
      positionals: ['папка для копии'],
    });
    await setup.packages();
    const { runBackup } = await import('../../sync-server/command/data-commands.ts');
    const made = await runBackup(process.env, resolve(positionals[0] ?? ''));
    if (!made.ok) {
      process.stderr.write(`${made.message}\n`);
      return 1;
    }
    const { folder, files, bytes, tables, rows, contentIn } = made.value;
    process.stdout.write(
      values.json
        ? `${JSON.stringify(made.value)}\n`
        : `Копия готова: ${folder}\nФайлов: ${files}, ${sizeText(bytes)}; таблиц: ${tables}, строк: ${rows}.\n${contentIn ? contentStaysText(contentIn) : ''}`,
    );
    return 0;
  },
};
