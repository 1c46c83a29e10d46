import { resolve } from 'node:path';
import { contentAwaitedText } from '../../shared/russian/blobs-text.ts';
import { sizeText } from '../../shared/russian/size-text.ts';
import { verificationText } from '../../shared/russian/verification-text.ts';
import type { Command } from './command.ts';
import { PROGRAM } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const restore: Command = {
  name: 'restore',
  summary: 'восстановить данные из резервной копии',
  help: `Примеры:
  RASKADR_DATA=/srv/raskadr-new ${PROGRAM} restore /mnt/backups/raskadr-monday --verify
  ${PROGRAM} restore ./copy --json

Кладёт копию в папку данных (RASKADR_DATA); папка должна быть пустой, а сервер на ней остановлен. Суммы всех файлов
сверяются до копирования. Правки, которых нет в копии, браузеры пришлют сами, когда сервер запустится и люди войдут заново:
входы из копии завершаются.

Параметры:
  --verify  после копирования прочитать каждый документ и сверить строки каждой таблицы; код 1, если не сошлось
  --json    напечатать итог как JSON
`,
  async run(args, setup) {
    const { values, positionals } = readArguments(args, {
      options: { verify: { type: 'boolean' }, json: { type: 'boolean' } },
      positionals: ['папка с копией'],
    });
    await setup.packages();
    const { runRestore } = await import('../../sync-server/command/data-commands.ts');
    const restored = await runRestore(process.env, resolve(positionals[0] ?? ''), values.verify ?? false);
    if (!restored.ok) {
      process.stderr.write(`${restored.message}\n`);
      return 1;
    }
    const { folder, madeAt, files, bytes, verification, contentIn } = restored.value;
    if (values.json) process.stdout.write(`${JSON.stringify(restored.value)}\n`);
    else {
      process.stdout.write(
        `Копия от ${madeAt} восстановлена в ${folder}\nФайлов: ${files}, ${sizeText(bytes)}. Всем нужно войти заново.\n`,
      );
      if (contentIn) process.stdout.write(contentAwaitedText(contentIn));
      if (verification) process.stdout.write(verificationText(verification));
    }
    return verification && !verification.isSound ? 1 : 0;
  },
};
