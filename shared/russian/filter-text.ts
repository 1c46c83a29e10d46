import type { FilterChoice } from '../storyboard/film-filter.ts';
import type { ShotFigures } from '../storyboard/shot-figures.ts';
import { counted, type PluralForms } from './plural.ts';

const ASSETS: PluralForms = { one: 'ассет', few: 'ассета', many: 'ассетов' };

/** What a chip and a line of the filter say. */
export function choiceText(choice: FilterChoice, modelName: (model: string) => string): string {
  switch (choice.kind) {
    case 'model':
      return modelName(choice.model);
    case 'rating':
      return choice.rating === 5 ? 'Оценка 5' : `Оценка от\u00a0${choice.rating}`;
    case 'isHeadless':
      return 'Без хедлайнера';
    case 'hasVideo':
      return 'Есть видео';
    case 'isInWork':
      return 'В работе';
  }
}

/** «12 ассетов, в работе 2»; nothing of a shot that has neither. */
export function figuresText({ assets, inWork }: Pick<ShotFigures, 'assets' | 'inWork'>): string {
  const parts = [
    ...(assets > 0 ? [counted(assets, ASSETS)] : []),
    ...(inWork > 0 ? [`в работе ${inWork}`] : []),
  ];
  return parts.join(', ');
}

export function filterButtonText(chosen: number): string {
  return chosen === 0 ? 'Фильтр' : `Фильтр: ${chosen}`;
}
