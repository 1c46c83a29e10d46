import type { ListKind } from '../storyboard/read-shot-list.ts';
import type { ListProblem } from '../storyboard/shot-row.ts';
import { SHOTS } from './nouns.ts';
import { planText } from './plan-text.ts';
import { counted } from './plural.ts';

const KIND_TEXT: Record<ListKind, string> = {
  screenplay: 'Сценарий',
  table: 'Таблица',
  markdown: 'Markdown',
  lines: 'Список',
};

/** «Сценарий: 24 шота · 1:05». */
export function listText(kind: ListKind, { count, lengthS }: { count: number; lengthS: number }): string {
  return `${KIND_TEXT[kind]}: ${counted(count, SHOTS)}${lengthS > 0 ? ` · ${planText(lengthS)}` : ''}`;
}

export function listProblemText(problem: ListProblem): string {
  switch (problem.code) {
    case 'too_long':
      return 'Текст длиннее 1 МБ. Вставьте его частями.';
    case 'too_many':
      return `В тексте ${counted(problem.count, SHOTS)}, а за раз добавляется не больше 500. Остальные вставьте потом.`;
    case 'unclosed_quote':
      return `Строка ${problem.line}: кавычка открыта и не закрыта, всё после неё попало в одну ячейку. Закройте кавычку или удалите её.`;
    case 'too_many_cells':
      return `Строка ${problem.line}: ячеек больше, чем в заголовке. Лишнее попало в заметку; если в тексте есть разделитель, возьмите ячейку в кавычки.`;
  }
}

export const LIST_TOO_HEAVY_TEXT =
  'Столько текста за один раз проект не примет. Снимите часть строк и добавьте их потом.';
export const LIST_NOT_READ_TEXT = 'Файл не удалось прочитать. Откройте его заново или вставьте текст.';
