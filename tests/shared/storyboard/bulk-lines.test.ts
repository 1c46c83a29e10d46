import { describe, expect, test } from 'vitest';
import { Model } from '#shared/catalogue/model.ts';
import { ShotId } from '#shared/ids.ts';
import { budgetLeft } from '#shared/jobs/budget-left.ts';
import { bulkPriceText, bulkProgressText, bulkSkipText } from '#shared/russian/bulk-text.ts';
import { type BulkShot, isRunning, planBulk, wordsOf } from '#shared/storyboard/bulk-lines.ts';

const model = Model.parse({
  id: 'imitation/image',
  provider: 'imitation',
  account: 'imitation',
  name: 'Имитация',
  purpose: 'image',
  schema: {
    type: 'object',
    properties: {
      prompt: { type: 'string', 'x-role': 'prompt', maxLength: 50 },
      aspect: { type: 'string', enum: ['16:9', '1:1'], 'x-role': 'aspect' },
      count: { type: 'integer', default: 1, maximum: 4, title: 'Сколько', 'x-role': 'count' },
    },
    required: ['prompt'],
  },
  price: { amount: 2_000_000, currency: 'RUB', per: 'image', source: 'test' },
  retiresOn: null,
  isImitation: true,
});

function aShot(given: Partial<BulkShot> = {}): BulkShot {
  const id = ShotId.parse('01M7YSS39B8C4WD745HGW00001');
  return { id, number: 1, title: 'Крыша', note: '', draft: '', params: {}, takes: [], ...given };
}

const plan = (...shots: BulkShot[]) => planBulk(shots, { model, usual: { aspect: '16:9' } });

describe('V26 a launch of many', () => {
  test('asks with the draft, else with title and note, and says which', () => {
    expect(wordsOf(aShot({ draft: ' a roof ' }))).toEqual({ text: 'a roof', from: 'draft' });
    expect(wordsOf(aShot({ note: 'дождь' }))).toEqual({ text: 'Крыша\nдождь', from: 'title' });
    expect(wordsOf(aShot({ title: '' }))).toEqual({ text: '', from: 'title' });
  });

  test('takes the parameters of the shot over those of the project, and the price of both', () => {
    const { launches, skipped } = plan(
      aShot({ params: { count: 3, aspect: null, steps: 9 } }),
      aShot({ params: { aspect: '1:1' } }),
    );
    expect(skipped).toEqual([]);
    expect(launches.map(({ params }) => params)).toEqual([{ aspect: '16:9', count: 3 }, { aspect: '1:1' }]);
    expect(launches.map(({ price }) => price?.amount)).toEqual([6_000_000, 2_000_000]);
  });

  test('leaves out a shot without words, one that is under way and one that the model does not take, each with the reason', () => {
    const { launches, skipped } = plan(
      aShot({ title: '', note: ' ' }),
      aShot({ takes: ['done', 'waiting'] }),
      aShot({ params: { count: 9 } }),
      aShot({ takes: ['dead', 'cancelled', 'done'] }),
    );
    expect(launches).toHaveLength(1);
    expect(skipped.map(({ skip }) => bulkSkipText(skip))).toEqual([
      'нет ни промта, ни названия, ни заметки',
      'уже запущен',
      'модели не подходит параметр «Сколько»',
    ]);
  });

  test('a take of which the server has not told yet is under way: the rest of a broken launch never doubles it', () => {
    expect(isRunning({ takes: [undefined] })).toBe(true);
    expect(isRunning({ takes: [] })).toBe(false);
    expect(isRunning({ takes: ['needs_human'] })).toBe(true);
  });

  test('says one price for all, by currency, and names what has none', () => {
    const rub = { amount: 340_000_000, currency: 'RUB' };
    expect(bulkPriceText(24, { sums: [rub], unknown: 0 })).toBe('24\u00a0запуска\u00a0≈\u00a0340\u00a0₽');
    expect(bulkPriceText(2, { sums: [], unknown: 0 })).toBe('2\u00a0запуска, бесплатно');
    expect(bulkPriceText(2, { sums: [], unknown: 2 })).toBe('2\u00a0запуска, цена неизвестна');
    expect(bulkPriceText(3, { sums: [rub, { amount: 500_000, currency: 'USD' }], unknown: 1 })).toBe(
      '3\u00a0запуска\u00a0≈\u00a0340\u00a0₽ и 0,50\u00a0$ и 1\u00a0без цены',
    );
  });

  test('progress names what did not work only when something did not', () => {
    expect(bulkProgressText({ done: 7, failed: 0, count: 24 })).toBe('Готово 7 из\u00a024');
    expect(bulkProgressText({ done: 7, failed: 2, count: 24 })).toBe(
      'Готово 7 из\u00a024 · не\u00a0получилось 2',
    );
  });

  test('what remains is the tighter of the caps; a day that is over counts nothing', () => {
    const rub = (amount: number) => ({ amount, currency: 'RUB' });
    const budget = {
      whole: rub(100),
      daily: rub(30),
      total: { reserved: [rub(10)], spent: [rub(20), { amount: 999, currency: 'USD' }] },
      day: '2026-11-22',
      today: { reserved: [], spent: [rub(25)] },
    };
    expect(budgetLeft(budget, '2026-11-22')).toEqual(rub(5));
    expect(budgetLeft(budget, '2026-11-23')).toEqual(rub(30));
    expect(budgetLeft({ ...budget, daily: null }, '2026-11-23')).toEqual(rub(70));
    expect(budgetLeft({ ...budget, whole: null, daily: null }, '2026-11-23')).toBeUndefined();
    expect(budgetLeft({ ...budget, whole: rub(1) }, '2026-11-23')?.amount).toBe(0);
    expect(budgetLeft(undefined, '2026-11-23')).toBeUndefined();
  });
});
