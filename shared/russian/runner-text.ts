import type { Fault } from '../fault.ts';
import { faultCauseText } from './fault-cause-text.ts';

/** What a job is at, as the queue shows it. */
export const STAGE = {
  fetching: 'Забираем исходные файлы',
  bringing: 'Загружаем кадры провайдеру',
  sending: 'Отправляем провайдеру',
  lookingUp: 'Ищем задачу у провайдера',
  atProvider: 'Провайдер работает',
  downloading: 'Забираем результат',
  drawing: 'Рисуем',
  filming: 'Снимаем',
  speaking: 'Озвучиваем',
  writing: 'Пишем',
  takingFrame: 'Достаём кадр',
  shrinking: 'Делаем превью',
} as const;

/** Lines of the log of a job. */
export function pollTroubleText(fault: Fault, status: number | null): string {
  const code = status === null ? '' : ` Код ответа ${status}.`;
  return `Не узнать, как идёт работа у провайдера. ${faultCauseText(fault)}${code} Спросим ещё раз.`;
}

export function downloadTroubleText(reason: string, tries: number): string {
  return `Результат не скачался (${reason}), попытка ${tries}.`;
}

type RunnerEnd =
  | { code: 'stopped' | 'runner_unknown' | 'runner_protocol' | 'folder_taken' | 'not_paired' }
  | { code: 'token_unreadable'; file: string };

/** Why a runner has ended, and what to do. */
export function runnerEndText(end: RunnerEnd): string {
  switch (end.code) {
    case 'stopped':
      return 'Раннер остановлен.';
    case 'runner_unknown':
      return 'Сервер не знает этого раннера: его отключили. Подключите заново: node bin/raskadr.mjs runner pair <адрес> <код>';
    case 'runner_protocol':
      return 'Раннер и сервер разных версий. Обновите Раскадр на обоих компьютерах.';
    case 'folder_taken':
      return 'С этой папкой раннера уже работает другой процесс. Остановите его или задайте другую в RASKADR_RUNNER_DATA.';
    case 'not_paired':
      return 'Раннер ещё не подключён к серверу. Получите код на странице «Очередь» и выполните: node bin/raskadr.mjs runner pair <адрес> <код>';
    case 'token_unreadable':
      return `Файл с ключом раннера ${end.file} не прочитать. Он появляется, когда запускается сервер.`;
  }
}
