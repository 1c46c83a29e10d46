import type { PriceSum } from '../catalogue/add-prices.ts';
import type { StaleCause } from '../storyboard/stale.ts';
import { counted, type PluralForms } from './plural.ts';
import { sumsText } from './price-text.ts';

const STALE_ONES: PluralForms = { one: 'устаревший', few: 'устаревших', many: 'устаревших' };
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

/** Why something does not stand on what is there today: one sentence, causes joined; empty without a cause. */
export function staleText(causes: StaleCause[]): string {
  return causes.length === 0 ? '' : `Устарело: ${causes.map(causeText).join('; ')}`;
}

/** «Перегенерировать 3 устаревших». */
export function renewText(count: number): string {
  return `Перегенерировать ${counted(count, STALE_ONES)}`;
}

/** «3 устаревших дубля: сделаны из того, что с тех пор изменилось». */
export function staleCountText(count: number): string {
  return `${counted(count, TAKES)}: ${count === 1 ? 'сделан' : 'сделаны'} из того, что с тех пор изменилось.`;
}

export const NO_RENEW_MODEL_TEXT =
  'Модели этого дубля больше нет в списке: возьмите промт и выберите другую.';
export const NO_FRAME_TEXT =
  'Первого кадра больше нет: сделайте хедлайнером картинку, и видео начнётся с неё.';

/** What all of it will cost together. */
export function renewPriceText({ sums, unknown }: PriceSum): string {
  const some = sums.filter(({ amount }) => amount > 0);
  const known =
    some.length === 0 ? (unknown > 0 ? '' : 'Всё вместе: бесплатно.') : `Всё вместе: ≈ ${sumsText(some)}.`;
  const rest = unknown > 0 ? `Без известной цены: ${unknown}. Провайдер возьмёт плату по своему тарифу.` : '';
  return [known, rest].filter(Boolean).join(' ');
}
