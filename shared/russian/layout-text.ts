import type { LayoutReason } from '../uploads/lay-out-files.ts';
import { FILES } from './nouns.ts';
import { counted, type PluralForms, pluralForm } from './plural.ts';

const NEW_SHOTS: PluralForms = { one: 'новый шот', few: 'новых шота', many: 'новых шотов' };
const IN_SHOTS: PluralForms = { one: 'шот', few: 'шота', many: 'шотов' };

/** Why a file is laid where it is. */
export function layoutReasonText(why: LayoutReason): string {
  switch (why.code) {
    case 'number':
      return `По номеру ${why.number}`;
    case 'no_such_number':
      return `Шота ${why.number} ещё нет`;
    case 'title':
      return 'По названию';
    case 'near_title':
      return 'Название похоже';
    case 'folder':
      return 'По папке';
    case 'several_titles':
      return 'Так называются несколько шотов: выберите сами';
    case 'several_numbers':
      return 'В имени разные номера: выберите сами';
    case 'number_and_title':
      return 'Номер и название от разных шотов: выберите сами';
    case 'numbers_repeat':
      return 'В каждой сцене номера начинаются заново: выберите сами';
    case 'counted':
      return 'Номер поставила камера или программа';
    case 'nothing':
      return '';
    case 'needs_shot':
      return 'Звуку и субтитрам нужен шот';
  }
}

/** Needs a look: the person knows what the names do not say. */
export function isInDoubt({ code }: LayoutReason): boolean {
  return (
    code === 'several_titles' ||
    code === 'several_numbers' ||
    code === 'number_and_title' ||
    code === 'numbers_repeat'
  );
}

export type LayoutSum = { toShots: number; shots: number; toNew: number; newShots: number; left: number };

/** «12 файлов — в 10 шотов · 5 файлов — в 4 новых шота · не добавляем: 2» */
export function layoutSumText({ toShots, shots, toNew, newShots, left }: LayoutSum): string {
  const parts: string[] = [];
  if (toShots > 0) parts.push(`${counted(toShots, FILES)} — в ${counted(shots, IN_SHOTS)}`);
  if (toNew > 0) parts.push(`${counted(toNew, FILES)} — в ${counted(newShots, NEW_SHOTS)}`);
  if (left > 0) parts.push(`не добавляем: ${left}`);
  return parts.join(' · ');
}

export function addFilesText(count: number): string {
  return count === 0 ? 'Добавить' : `Добавить ${counted(count, FILES)}`;
}

export function notTakenText(count: number): string {
  return `Ещё ${counted(count, FILES)} не ${pluralForm(count, { one: 'подходит', few: 'подходят', many: 'подходят' })}: почему, скажет панель загрузки.`;
}

export function noRoomForNewText(room: number): string {
  if (room === 0) return 'В проекте больше нет места для новых шотов.';
  return `В проекте есть место только для ${counted(room, { one: 'нового шота', few: 'новых шотов', many: 'новых шотов' })}: остальные файлы не добавятся.`;
}

export function newShotText(number: number): string {
  return `Новый шот ${number}`;
}
