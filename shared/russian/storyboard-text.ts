import { SHOTS } from './nouns.ts';
import { counted } from './plural.ts';

const NBSP = '\u00a0';

const UNTITLED = 'Без названия';

export function titleText(title: string): string {
  return title === '' ? UNTITLED : title;
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

/** «Шот 12: место 9 из 150». */
export function placeText(from: number, place: number, total: number): string {
  return `Шот${NBSP}${from}: место${NBSP}${place} из${NBSP}${total}`;
}

export function pickedUpText(number: number, total: number): string {
  return `Шот${NBSP}${number} взят. Стрелки двигают, Enter ставит на место, Escape возвращает. Всего мест${NBSP}— ${total}`;
}

export function droppedText(place: number, total: number): string {
  return `Поставлен на место${NBSP}${place} из${NBSP}${total}`;
}

export function returnedText(number: number): string {
  return `Шот${NBSP}${number} вернулся на своё место`;
}

export function addedText(number: number): string {
  return `Добавлен шот${NBSP}${number}`;
}

export function stateChangedText(number: number, state: string): string {
  return `Шот${NBSP}${number}: ${state}`;
}

export const TRASHED_TEXT = 'Шот в корзине';
export const RESTORED_TEXT = 'Шот восстановлен';
export const UNDONE_TEXT = 'Действие отменено';
export const REDONE_TEXT = 'Действие возвращено';
export const CANCEL_TEXT = 'Отменить';
