import { cutChars } from '../documents/plain-text.ts';
import { SHOTS } from './nouns.ts';
import { counted } from './plural.ts';

const NBSP = '\u00a0';

const UNTITLED = 'Без названия';

export function titleText(title: string): string {
  return title === '' ? UNTITLED : title;
}

/** «Заметка к шоту 12, «Крыша»». */
export function noteTitleText(number: number, title: string): string {
  return `Заметка к шоту${NBSP}${number}${title === '' ? '' : `, «${title}»`}`;
}

const NOTE_SHOWN_CHARS = 300;

/** The beginning of a note, for a glance at it. */
export function shortNoteText(note: string): string {
  return note.length <= NOTE_SHOWN_CHARS ? note : `${cutChars(note, NOTE_SHOWN_CHARS).trimEnd()}…`;
}

/** «12 шотов · 3 готово». */
export function countsText({ shots, ready }: { shots: number; ready: number }): string {
  return ready > 0
    ? `${counted(shots, SHOTS)} · ${ready.toLocaleString('ru')}${NBSP}готово`
    : counted(shots, SHOTS);
}

/** «Шот 12, «Крыша», Ожидание». */
export function shotLabel(shot: { number: number; title: string }, state: string): string {
  return `Шот${NBSP}${shot.number}, ${titleText(shot.title)}, ${state}`;
}

/** «Шот 12: место 9 из 150», «3 шота: места 9–11 из 150». */
export function placeText(shots: { number: number; count: number }, place: number, total: number): string {
  if (shots.count === 1) return `Шот${NBSP}${shots.number}: место${NBSP}${place} из${NBSP}${total}`;
  return `${counted(shots.count, SHOTS)}: места${NBSP}${place}–${place + shots.count - 1} из${NBSP}${total}`;
}

export function pickedUpText(shots: { number: number; count: number }, total: number): string {
  const what =
    shots.count === 1 ? `Шот${NBSP}${shots.number} взят` : `Взято вместе: ${counted(shots.count, SHOTS)}`;
  return `${what}. Стрелки двигают, Enter ставит на место, Escape возвращает. Всего мест${NBSP}— ${total}`;
}

export function droppedText(place: number, total: number): string {
  return `Поставлено на место${NBSP}${place} из${NBSP}${total}`;
}

export const RETURNED_TEXT = 'Возвращено на прежнее место';

export function addedText(number: number): string {
  return `Добавлен шот${NBSP}${number}`;
}

/** «Шот 3: Готово», «3 шота: Готово». */
export function changedText(shots: { number: number; count: number }, value: string): string {
  const what = shots.count === 1 ? `Шот${NBSP}${shots.number}` : counted(shots.count, SHOTS);
  return `${what}: ${value}`;
}

export function trashedText(count: number): string {
  return count === 1 ? 'Шот в корзине' : `В корзине: ${counted(count, SHOTS)}`;
}

export function restoredText(count: number): string {
  return count === 1 ? 'Шот восстановлен' : `Восстановлено: ${counted(count, SHOTS)}`;
}

export function copiedText(count: number): string {
  return count === 1 ? 'Шот дублирован' : `Дублировано: ${counted(count, SHOTS)}`;
}

export function insertedText(count: number): string {
  return `Добавлено: ${counted(count, SHOTS)}`;
}

export function selectedText(count: number): string {
  return count === 0 ? 'Выбор снят' : `Выбрано: ${counted(count, SHOTS)}`;
}

export function foundText(count: number): string {
  return count === 0 ? 'Ничего не найдено' : `Показано: ${counted(count, SHOTS)}`;
}

export function noRoomText(free: number): string {
  return free === 0
    ? `В проекте уже 5000${NBSP}шотов вместе с корзиной${NBSP}— больше он не вмещает. Ничего не добавлено`
    : `В проекте есть место ещё для ${free.toLocaleString('ru')}${NBSP}— остальные не добавлены`;
}

export const NO_PLAN_TEXT = 'без длительности';
export const NOTED_TEXT = 'заметка сохранена';
export const NO_NOTE_TEXT = 'без заметки';
export const NOTE_LEFT_TEXT = 'Заметка не сохранена';
export const KEEP_TEXT = 'Сохранить';
export const CANCEL_TEXT = 'Отменить';

type Action =
  | 'add'
  | 'rename'
  | 'renameProject'
  | 'note'
  | 'state'
  | 'plan'
  | 'move'
  | 'copy'
  | 'trash'
  | 'restore';

const ACTIONS: Record<Action, string> = {
  add: 'добавление',
  rename: 'название шота',
  renameProject: 'название проекта',
  note: 'заметка',
  state: 'состояние',
  plan: 'длительность',
  move: 'перемещение',
  copy: 'дублирование',
  trash: 'удаление в корзину',
  restore: 'восстановление',
};

/** One step of undo in words: «перемещение (3 шота)». */
export function actionText(action: Action, count = 1): string {
  return count === 1 ? ACTIONS[action] : `${ACTIONS[action]} (${counted(count, SHOTS)})`;
}

export function undoneText(action: string | undefined): string {
  return action === undefined ? 'Отменять больше нечего' : `Отменено: ${action}`;
}

export function redoneText(action: string | undefined): string {
  return action === undefined ? 'Возвращать больше нечего' : `Возвращено: ${action}`;
}
