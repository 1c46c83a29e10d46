import type { Command } from './command.ts';
import { PROGRAM } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const start: Command = {
  name: 'start',
  summary: 'запустить Раскадр',
  help: `Примеры:
  ${PROGRAM} start
  PORT=8080 RASKADR_DATA=/srv/raskadr ${PROGRAM} start

Запускает сервер и один раннер рядом с ним и печатает адрес; при первом запуске ещё и одноразовую ссылку, по которой создают
первую учётную запись. Остановить: Ctrl+C.

Настройки (переменные окружения или raskadr.toml; что действует, покажет ${PROGRAM} config print):
  PORT                   порт, 7420
  HOST                   адрес, 127.0.0.1
  PUBLIC_URL             адрес, который видят другие (в ссылках)
  TRUST_PROXY            адреса прокси, которым можно верить, через запятую
  RASKADR_DATA           папка с данными, ./data
  RASKADR_DEMO           демонстрационный проект при первом запуске, 1 или 0
  RASKADR_RUNNER         раннер рядом с сервером: делает задачи и превью, 1 или 0
  RASKADR_PLAIN_RUNNERS  раннеры с других машин и без https, 1 или 0 (только в своей сети)
  RASKADR_BACKUPS        резервная копия каждую ночь, 1 или 0
  RASKADR_BACKUP_DIR     папка резервных копий, backups в папке с данными
  RASKADR_SECRET_FILE    чем закрыты ключи провайдеров, secret.key в папке с данными (в копии не входит)
  RASKADR_ALLOW_ORIGINS  адреса своей сети, которые разрешены провайдерам, через запятую
  OPENAI_API_KEY         ключ OpenAI (или OPENAI_API_KEY_FILE), OPENAI_BASE_URL — другой адрес
  RUNWAYML_API_SECRET    ключ Runway (или RUNWAYML_API_SECRET_FILE), RUNWAYML_BASE_URL — другой адрес
  RASKADR_METRICS_TOKEN  ключ к /metrics (или файл с ним: RASKADR_METRICS_TOKEN_FILE)
  LOG_LEVEL              что писать в журнал: debug, info, warn, error (обычно info, в терминале warn)
  RASKADR_CONFIG         путь к файлу настроек, ./raskadr.toml
`,
  async run(args, setup) {
    readArguments(args, { options: {}, positionals: [] });
    await setup.packages();
    await setup.media();
    await setup.web();
    const { serveWithRunner } = await import('../serve-with-runner.ts');
    return await serveWithRunner(process.env);
  },
};
