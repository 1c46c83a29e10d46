import { expect, test } from 'vitest';
import { addPrices } from '#shared/catalogue/add-prices.ts';
import { firstFrameOf, formOf, paramsFor } from '#shared/catalogue/form-fields.ts';
import { ModelSchema } from '#shared/catalogue/model.ts';
import { readSum } from '#shared/catalogue/read-sum.ts';

const SCHEMA = ModelSchema.parse({
  type: 'object',
  required: ['prompt', 'frame'],
  properties: {
    seed: { type: 'integer', 'x-order': 9, 'x-advanced': true },
    prompt: { type: 'string', 'x-role': 'prompt', 'x-order': 1 },
    aspect: { type: 'string', enum: ['16:9', '1:1'], default: '16:9', 'x-order': 3 },
    frame: { type: 'string', 'x-media': 'image', 'x-role': 'first_frame', 'x-order': 2 },
    references: { type: 'array', 'x-media': 'image', 'x-order': 4 },
    loop: { type: 'boolean' },
  },
});

test('a form has the fields of the schema in its order, without the prompt, the advanced ones apart', () => {
  const { takesPrompt, basic, advanced } = formOf(SCHEMA);
  expect(takesPrompt).toBe(true);
  expect(basic.map(({ name, kind, isRequired }) => [name, kind, isRequired])).toEqual([
    ['frame', 'media', true],
    ['aspect', 'choice', false],
    ['references', 'media_list', false],
    ['loop', 'flag', false],
  ]);
  expect(advanced.map(({ name }) => name)).toEqual(['seed']);
  expect(firstFrameOf(SCHEMA)).toBe('frame');
});

test('a launch takes along only what the model knows: not what another model left in the shot', () => {
  const stored = {
    '@model': 'a/b',
    prompt: 'x',
    aspect: '2:1',
    seed: 0,
    loop: false,
    frame: null,
    voice: 'anna',
  };
  expect(paramsFor(SCHEMA, stored)).toEqual({ seed: 0, loop: false });
});

test('prices are added up by currency, and those nobody knows are counted', () => {
  const prices = [
    { amount: 3, currency: 'RUB' },
    null,
    { amount: 4, currency: 'RUB' },
    { amount: 1, currency: 'USD' },
  ];
  expect(addPrices(prices)).toEqual({
    sums: [
      { amount: 7, currency: 'RUB' },
      { amount: 1, currency: 'USD' },
    ],
    unknown: 1,
  });
});

test('a sum is read as people type it', () => {
  expect(['1 500', '99,50', '0', '', ' ', '12 ₽', 'много', '-5', '1,1234567'].map(readSum)).toEqual([
    1_500_000_000,
    99_500_000,
    0,
    null,
    null,
    12_000_000,
    undefined,
    undefined,
    undefined,
  ]);
});
