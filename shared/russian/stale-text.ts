import type { StaleCause } from '../storyboard/stale.ts';
import { counted, type PluralForms } from './plural.ts';

const TAKES: PluralForms = { one: 'устаревший дубль', few: 'устаревших дубля', many: 'устаревших дублей' };

function causeText(cause: StaleCause): string {
  switch (cause.kind) {
    case 'motif':
      return `на полке изменилось после этого дубля: ${cause.name === '' ? 'без имени' : `«${cause.name}»`}`;
    case 'frame_trashed':
      return 'кадр, из которого сделано видео, в корзине';
    case 'frame_replaced':
      return 'кадр, из которого сделано видео, больше не хедлайнер';
    case 'prompt':
      return 'промт изменён, а дубля по нему нет';
  }
}

/** Why something does not stand on what is there today: one sentence for a label, causes joined. */
export function staleText(causes: StaleCause[]): string {
  const text = causes.map(causeText).join('; ');
  return text === '' ? '' : `${text[0]?.toUpperCase()}${text.slice(1)}`;
}

export const STALE_TEXT = 'Устарело';

/** «Перегенерировать 3 устаревших дубля». */
export function renewText(count: number): string {
  return `Перегенерировать ${counted(count, TAKES)}`;
}
