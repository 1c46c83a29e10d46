import type { Command } from './command.ts';
import { PROGRAM } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const start: Command = {
  name: 'start',
  summary: 'запустить Раскадр',
  help: `Примеры:
  ${PROGRAM} start
  PORT=8080 RASKADR_DATA=/srv/raskadr ${PROGRAM} start

Запускает сервер и печатает адрес; при первом запуске ещё и одноразовую ссылку, по которой создают
первую учётную запись. Остановить: Ctrl+C.

Переменные окружения:
  PORT          порт, 7420
  HOST          адрес, 127.0.0.1
  PUBLIC_URL    адрес, который видят другие (в ссылках)
  RASKADR_DATA  папка с данными, ./data
  TRUST_PROXY   адреса прокси, которым можно верить, через запятую
`,
  async run(args, setup) {
    readArguments(args, { options: {}, positionals: [] });
    await setup.packages();
    await setup.media();
    await setup.web();
    const { runServer } = await import('../../sync-server/main.ts');
    // npm, the process group and our first start may each pass the same signal on: copies must not cut the stop short.
    process.on('SIGTERM', () => undefined);
    return await runServer(process.env);
  },
};
