import type { Motif, MotifKind } from '../documents/shelf.ts';
import { counted, type PluralForms } from './plural.ts';

const NBSP = '\u00a0';
const PICTURES: PluralForms = { one: 'картинка', few: 'картинки', many: 'картинок' };

export const SHELF_GROUP_TEXT: Record<MotifKind, string> = {
  character: 'Персонажи',
  place: 'Места',
  style: 'Стили',
};
export const MOTIF_KIND_TEXT: Record<MotifKind, string> = {
  character: 'Персонаж',
  place: 'Место',
  style: 'Стиль',
};
export const SHELF_ACTION_TEXT = {
  add: 'новое на полке',
  name: 'имя на полке',
  text: 'описание на полке',
  kind: 'раздел полки',
  pictures: 'картинки на полке',
  order: 'порядок на полке',
  trash: 'удаление с полки',
  restore: 'возврат на полку',
  attach: 'полка шота',
} as const;

export const SHELF_FULL_TEXT = `На полке уже 300${NBSP}персонажей, мест и стилей вместе с корзиной — больше не поместится.`;
export const PICTURES_FULL_TEXT = `У каждого на полке не больше 8${NBSP}картинок. Уберите одну, чтобы добавить другую.`;
export const TEXT_CUT_TEXT = 'Описание длиннее, чем помещается на полку: конец отрезан.';
export const TO_SHELF_TEXT = 'На полку…';
export const MOTIF_TRASHED_TEXT = 'Убрано с полки';

/** What the shelf calls something that nobody has given a name. */
export function motifName({ name, kind }: Pick<Motif, 'name' | 'kind'>): string {
  return name === '' ? `${MOTIF_KIND_TEXT[kind]} без имени` : name;
}

/** How a prompt is told of it: «Аня: девушка с косой». */
export function motifLine(motif: Pick<Motif, 'name' | 'kind' | 'text'>): string {
  return motif.name === '' ? motif.text.trim() : `${motif.name}: ${motif.text.trim()}`;
}

/** What becomes of the pictures of what is attached; empty when there is nothing to say. */
export function shelfPicturesText(pictures: { added: number; left: number; isTaken: boolean }): string {
  const { added, left, isTaken } = pictures;
  if (!isTaken) return left === 0 ? '' : 'Картинки с полки эта модель не принимает: уйдёт только текст.';
  const parts = [
    ...(added === 0 ? [] : [`К референсам добавится: ${counted(added, PICTURES)}.`]),
    ...(left === 0 ? [] : [`Не поместится: ${counted(left, PICTURES)}, модель больше не принимает.`]),
  ];
  return parts.join(' ');
}

export function onShelfText(motif: Pick<Motif, 'name' | 'kind'>): string {
  return `На полке: ${motifName(motif)}`;
}

export function attachedText(motif: Pick<Motif, 'name' | 'kind'>, isAttached: boolean): string {
  return isAttached
    ? `К промту добавлено: ${motifName(motif)}`
    : `Больше не добавляется: ${motifName(motif)}`;
}
