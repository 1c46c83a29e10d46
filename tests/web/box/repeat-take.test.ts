import { describe, expect, test } from 'vitest';
import { listParameters, listParents } from '#lib/box/inspector/list-parameters.ts';
import { seedParameter, statedSeed, withNewSeed } from '#lib/box/inspector/repeat-take.ts';
import { manyOf } from '#lib/box/many-launches.ts';
import type { Model, ModelSchema } from '#shared/catalogue/model.ts';
import { timesPrice } from '#shared/catalogue/times-price.ts';
import { ProjectId, ShotId } from '#shared/ids.ts';

const ASSET = '01JXT22F1SEB16182Y36SZ9GA1';
const OTHER = '01JXT22F1SEB16182Y36SZ9GA2';

function aModel(properties: ModelSchema['properties']): Model {
  return {
    ...{
      id: 'imitation/image',
      provider: 'imitation',
      account: 'imitation',
      name: 'Имитация',
      purpose: 'image',
    },
    ...{ schema: { type: 'object', properties }, price: null, retiresOn: null, isImitation: true },
  };
}

const seeded = aModel({
  prompt: { type: 'string', 'x-role': 'prompt' },
  seed: { type: 'integer', minimum: 1, maximum: 10, 'x-role': 'seed' },
  size: {
    type: 'string',
    title: 'Формат',
    enum: ['1:1', '16:9'],
    'x-labels': { '16:9': 'широкий' },
    'x-order': 2,
  },
  quality: { type: 'boolean', title: 'Тщательно', 'x-order': 1 },
  frame: { type: 'string', title: 'Первый кадр', 'x-role': 'first_frame', 'x-media': 'image' },
});

describe('V70: the seed', () => {
  test('of a model that has none is said to be none', () => {
    expect(seedParameter(aModel({}).schema)).toBeUndefined();
    expect(statedSeed(seeded.schema, { size: '1:1' })).toBeUndefined();
    expect(statedSeed(seeded.schema, { seed: 0 })).toBe('0');
  });

  test('a new one is another one and inside what the model takes, and nothing else changes', () => {
    for (let n = 0; n < 100; n++) {
      const params = withNewSeed(seeded, { params: { seed: 7, size: '1:1' } }, n / 100);
      expect(params).toMatchObject({ size: '1:1' });
      expect(params.seed).not.toBe(7);
      expect(Number(params.seed)).toBeGreaterThanOrEqual(1);
      expect(Number(params.seed)).toBeLessThanOrEqual(10);
    }
  });

  test('a model without one is asked the same again', () => {
    expect(withNewSeed(aModel({ size: {} }), { params: { size: '1:1' } }, 0.5)).toEqual({ size: '1:1' });
  });
});

describe('V76: several takes of one press', () => {
  const launch = {
    project: ProjectId.parse(ASSET),
    shot: ShotId.parse(OTHER),
    ...{ model: seeded, text: 'мост' },
  };

  test('without a seed they are asked alike, with one each has the next', () => {
    expect(manyOf({ ...launch, params: { size: '1:1' } }, 3).map(({ params }) => params)).toEqual([
      ...[{ size: '1:1' }, { size: '1:1' }, { size: '1:1' }],
    ]);
    expect(manyOf({ ...launch, params: { seed: 9 } }, 3).map(({ params }) => params.seed)).toEqual([
      9, 10, 7,
    ]);
  });

  test('their price is the sum; what nobody knows stays unknown', () => {
    expect(timesPrice({ amount: 4_000_000, currency: 'RUB' }, 3)).toEqual({
      amount: 12_000_000,
      currency: 'RUB',
    });
    expect(timesPrice(null, 3)).toBeNull();
  });
});

describe('V71: what a prompt was made with', () => {
  const params = { size: '16:9', quality: true, seed: 5, frame: ASSET, strange: { a: 1 }, empty: null };

  test('in the words of the form and in its order; seed and pictures stand elsewhere', () => {
    expect(listParameters(seeded, { params })).toEqual([
      { name: 'quality', title: 'Тщательно', value: 'да' },
      { name: 'size', title: 'Формат', value: 'широкий' },
      { name: 'strange', title: 'strange', value: '{"a":1}' },
    ]);
  });

  test('pictures it was made from, and what was looked at, each once', () => {
    expect(listParents(seeded, { params, source: OTHER }, 'Источник')).toEqual([
      { name: 'frame', title: 'Первый кадр', asset: ASSET },
      { name: 'source', title: 'Источник', asset: OTHER },
    ]);
    expect(listParents(seeded, { params, source: ASSET }, 'Источник')).toHaveLength(1);
  });

  test('of a model that is gone, whatever could name an asset', () => {
    expect(listParents(undefined, { params: { images: [ASSET, 'нет'] } }, 'Источник')).toEqual([
      { name: 'images', title: 'images', asset: ASSET },
    ]);
  });
});
