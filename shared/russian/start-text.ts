/** Why the server or a command did not start. */
export function migrationText(reason: string): string {
  switch (reason) {
    case 'newer':
      return 'База данных создана более новой версией Раскадра. Обновите программу: старая могла бы испортить данные.';
    case 'not_ours':
      return 'Файл базы данных принадлежит другой программе. Укажите другую папку в RASKADR_DATA.';
    default:
      return 'Файлы в migrations/ изменены после применения. Верните их из репозитория и повторите.';
  }
}

export const SERVER_SILENT_TEXT =
  'Сервер запущен, но не ответил на команду. Повторите; если не поможет, перезапустите его.';

/** What the server says in the terminal when it is up. */
export function startedText({ url, setupCode }: { url: string; setupCode: string | undefined }): string {
  const lines = [`Раскадр работает: ${url}`];
  if (setupCode) {
    lines.push(
      'Учётных записей ещё нет. Откройте ссылку, чтобы создать первую (действует 30 минут):',
      `  ${url}/setup#${setupCode}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

export function startFailureText(reason: string): string {
  return `Раскадр не запустился. ${reason}\n`;
}

/** A refusal of the system, by its code, as what to do. */
export function systemErrorText(code: string, { port, folder }: { port: string; folder: string }): string {
  if (code === 'EADDRINUSE') {
    return `Порт ${port} занят другой программой. Закройте её или задайте другой порт, например PORT=7421.`;
  }
  if (code === 'EADDRNOTAVAIL')
    return 'Адрес из переменной HOST не принадлежит этой машине. Задайте HOST=127.0.0.1.';
  if (code === 'EACCES') return `Нет прав на папку данных ${folder} или на порт ${port}.`;
  if (code === 'ENOSPC' || code === 'SQLITE_IOERR_SHMSIZE' || code.startsWith('SQLITE_FULL')) {
    return `Место на диске закончилось. Освободите место для папки ${folder} и запустите снова.`;
  }
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) {
    return `Файл базы в папке ${folder} повреждён. Данные не тронуты; восстановите их из резервной копии.`;
  }
  return `Причина: ${code}. Подробности в журнале выше.`;
}
