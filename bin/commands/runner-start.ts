import type { Command } from './command.ts';
import { PROGRAM } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const runnerStart: Command = {
  name: 'runner start',
  summary: 'запустить раннер на этом компьютере',
  help: `Примеры:
  ${PROGRAM} runner start
  RASKADR_RUNNER_DATA=/srv/runner ${PROGRAM} runner start

Берёт у сервера задачи (генерации, превью, рендер) и делает их здесь. Сначала подключите его: ${PROGRAM} runner pair.
Рядом с сервером раннер запускается сам, вместе с ${PROGRAM} start. Остановить: Ctrl+C; начатое вернётся в очередь, а
готовое, если сервер не отвечает, дождётся его на диске.

Настройки (переменные окружения):
  RASKADR_RUNNER_DATA  папка раннера, runner в папке с данными
  LOG_LEVEL            что писать в журнал: debug, info, warn, error
`,
  async run(args, setup) {
    readArguments(args, { options: {}, positionals: [] });
    await setup.packages();
    await setup.media();
    const { runRunner } = await import('../../runner/run-runner.ts');
    const { runnerEndText } = await import('../../shared/russian/runner-text.ts');
    const end = await runRunner(process.env);
    if (end.code === 'stopped') return 0;
    process.stderr.write(`${runnerEndText(end)}\n`);
    return 1;
  },
};
