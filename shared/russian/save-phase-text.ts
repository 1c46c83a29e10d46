const NBSP = '\u00a0';

export type SavePhase = 'saved' | 'saving' | 'offline' | 'connecting' | 'signed_out' | 'trouble';

/** The words in the corner. `waiting` counts what stands on this device and not yet on the server. */
export function savePhaseText(phase: SavePhase, waiting: number): string {
  switch (phase) {
    case 'saved':
      return 'Сохранено';
    case 'saving':
      return 'Сохраняем…';
    case 'connecting':
      return 'Подключаемся…';
    case 'offline':
      return waiting > 0
        ? `Нет сети. Изменения на${NBSP}этом устройстве${NBSP}(${waiting.toLocaleString('ru')})`
        : 'Нет сети';
    case 'signed_out':
      return waiting > 0
        ? `Нужно войти. Изменения на${NBSP}этом устройстве${NBSP}(${waiting.toLocaleString('ru')})`
        : 'Нужно войти';
    case 'trouble':
      return `Не удалось сохранить${NBSP}— подробнее`;
  }
}
