import type { CutRefusal } from '../documents/cuts.ts';
import type { CutDifference } from '../storyboard/compare-cuts.ts';
import { SHOTS } from './nouns.ts';
import { counted } from './plural.ts';

export const CUT_ACTION_TEXT = {
  save: 'сохранение монтажа',
  rename: 'название монтажа',
  delete: 'удаление монтажа',
  restore: 'возврат к монтажу',
} as const;

export const CUT_DIFFERENCE_TEXT: Record<CutDifference, string> = {
  added: 'новый',
  removed: 'убран',
  moved: 'переставлен',
  headliner: 'другой хедлайнер',
  title: 'другое название',
  plan: 'другая длительность',
  state: 'другое состояние',
};

export const CUT_REFUSAL_TEXT: Record<CutRefusal, string> = {
  too_many: 'Монтаж не сохранён: их уже 50. Удалите один из старых и сохраните снова.',
  no_room:
    'Монтаж не сохранён: вместе с ним монтажи заняли бы слишком много места в проекте. Удалите один из старых и сохраните снова.',
};

/** «Монтаж 3»: the first number that no cut has yet, counted from how many there are. */
export function nextCutName(names: string[]): string {
  let number = names.length + 1;
  while (names.includes(`Монтаж ${number}`)) number++;
  return `Монтаж ${number}`;
}

export function cutName(name: string): string {
  return name === '' ? 'Без названия' : name;
}

export function cutSavedText(name: string, shots: number): string {
  return `Сохранён «${cutName(name)}»: ${counted(shots, SHOTS)}`;
}

export function cutRestoredText(name: string): string {
  return `Раскадровка как в «${cutName(name)}»`;
}

export function cutDeletedText(name: string): string {
  return `Удалён «${cutName(name)}»`;
}

export function differencesText(count: number): string {
  return count === 0 ? 'Отличий нет' : `Отличаются: ${counted(count, SHOTS)}`;
}
