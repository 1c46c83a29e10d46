import { expect, test } from 'vitest';
import { addPrices } from '#shared/catalogue/add-prices.ts';
import {
  expectedResults,
  firstFrameOf,
  formOf,
  paramsFor,
  projectParams,
} from '#shared/catalogue/form-fields.ts';
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

const PICTURED = ModelSchema.parse({
  type: 'object',
  properties: {
    shape: { type: 'string', enum: ['16:9', '2.39:1'], default: '16:9', 'x-role': 'aspect' },
    n: { type: 'integer', default: 2, 'x-role': 'count' },
    from: { type: 'string', 'x-media': 'image', 'x-role': 'first_frame' },
  },
});

test('a model begins with the shape of the film where it can make it', () => {
  expect(projectParams(PICTURED, { aspect: '2.39:1' })).toEqual({ shape: '2.39:1' });
  expect(projectParams(PICTURED, { aspect: '4:5' })).toEqual({});
});

test('the room for results is known before they come: how many, of what shape, from which frame', () => {
  expect(expectedResults(PICTURED, {})).toEqual({ count: 2, aspect: '16:9', firstFrame: undefined });
  expect(expectedResults(PICTURED, { n: 4, shape: 'red;', from: 'A' })).toEqual({
    count: 4,
    aspect: undefined,
    firstFrame: 'A',
  });
  expect(expectedResults({ type: 'object', properties: {} }, { n: 9 })).toMatchObject({ count: 1 });
});
