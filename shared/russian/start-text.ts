/** Why the server or a command did not start. */
export function badVariableText(variable: string): string {
  return `Неверное значение переменной ${variable}. Исправьте его и повторите.`;
}

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
