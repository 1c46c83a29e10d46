import type { ConfigProblem, SettingSource, UnknownVariable } from '../config-problem.ts';

export const SETTING_SOURCE_TEXT: Record<SettingSource, string> = {
  environment: 'переменная окружения',
  toml: 'raskadr.toml',
  default: 'по умолчанию',
};

/** What stands where a secret would be printed. */
export const SECRET_SET_TEXT = '•••••••• (задано)';
export const NOT_SET_TEXT = 'не задано';

/** What is wrong with the settings and what to do about it. */
export function configProblemText(problem: ConfigProblem): string {
  switch (problem.kind) {
    case 'bad_value':
      return `Неверное значение настройки ${problem.variable}${sourceText(problem.source)}. ${allowedText(problem.variable)}`;
    case 'unknown_key':
      return `В raskadr.toml неизвестный ключ «${problem.key}».${nearestText(problem.nearest)} Исправьте его или уберите.`;
    case 'given_twice':
      return `Настройка задана дважды: ${problem.variable} и ${problem.other}. Оставьте что-то одно.`;
    case 'key_missing':
      return `BLOBS_URL указывает на хранилище, а ключа нет. Задайте ${problem.variable} или ${problem.variable}_FILE.`;
    case 'file_unreadable':
      return `Файл настроек ${problem.file} не читается. Проверьте путь в RASKADR_CONFIG и права на файл.`;
    case 'secret_unreadable':
      return `Файл ${problem.file} из настройки ${problem.variable} не читается или пуст. Проверьте путь и права на файл.`;
    case 'bad_toml':
      return `Ошибка в ${problem.file}, строка ${problem.line}, знак ${problem.column}. Исправьте её и повторите.`;
  }
}

const FLAG = '1 (да) или 0 (нет)';

/** What may stand in a setting that was refused. */
const ALLOWED: Record<string, string> = {
  PORT: 'целое число от 0 до 65535; 0\u00a0— любой свободный порт',
  PUBLIC_URL: 'адрес с http:// или https://, например https://studio.example.org',
  TRUST_PROXY: 'адреса и сети прокси через запятую, например 127.0.0.1 или 172.16.0.0/12',
  DATABASE_URL: 'адрес файла, например file:/srv/raskadr/raskadr.db',
  BLOBS_URL: 's3://бакет/папка?endpoint=https://…&region=…; без неё файлы лежат в папке данных',
  LOG_LEVEL: 'debug, info, warn или error',
  RASKADR_DEMO: FLAG,
  RASKADR_RUNNER: FLAG,
  RASKADR_PLAIN_RUNNERS: FLAG,
  RASKADR_BACKUPS: FLAG,
  RASKADR_FILE_MAX_BYTES: 'число байт от 1 до 4294967296 (4 ГиБ)',
  RASKADR_PERSON_QUOTA_BYTES: 'число байт; 0\u00a0— без предела',
  RASKADR_METRICS_TOKEN: 'не меньше 16 знаков: латинские буквы, цифры и знаки без пробелов',
};

function allowedText(variable: string): string {
  const allowed = ALLOWED[variable];
  return allowed === undefined ? 'Исправьте его и повторите.' : `Исправьте его: допустимо ${allowed}.`;
}

export function unknownVariableText({ variable, nearest }: UnknownVariable): string {
  return `Переменная ${variable} неизвестна и не действует.${nearestText(nearest)}`;
}

function sourceText(source: SettingSource | undefined): string {
  return source === undefined ? '' : ` (${SETTING_SOURCE_TEXT[source]})`;
}

function nearestText(nearest: string | undefined): string {
  return nearest === undefined ? '' : ` Может быть, ${nearest}?`;
}
