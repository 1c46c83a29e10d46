import { expect, test } from 'vitest';
import { Model, ModelSchema } from '#shared/catalogue/model.ts';
import { carryParams, isProvidersFailure, nextUsable } from '#shared/catalogue/next-model.ts';
import type { Fault } from '#shared/fault.ts';

function aModel(id: string, more: object = {}): Model {
  return Model.parse({
    id: `some/${id}`,
    provider: 'some',
    account: 'some',
    name: id,
    purpose: 'image',
    schema: { type: 'object', properties: {} },
    price: null,
    retiresOn: null,
    isImitation: false,
    ...more,
  });
}

test('K4: who was failed may go on with the next that can be used, in the order of the admin, and never with an earlier one', () => {
  const models = [
    aModel('first'),
    aModel('a-film', { purpose: 'video' }),
    aModel('off', { isOff: true }),
    aModel('keyless', { lacksKey: true }),
    aModel('gone', { retiresOn: '2026-11-21' }),
    aModel('drawn', { isImitation: true }),
    aModel('second'),
    aModel('third', { account: 'another' }),
  ];
  const next = (id: string, fault: Fault | null = null) =>
    nextUsable(models, {
      fault,
      after: models.find((one) => one.name === id) ?? expect.fail(),
      today: '2026-11-21',
    })?.name;
  expect(['first', 'second', 'third', 'a-film', 'drawn'].map((id) => next(id))).toEqual([
    'second',
    'third',
    undefined,
    undefined,
    undefined,
  ]);
  // What is wrong with an account is wrong with all its models.
  expect(next('first', { code: 'provider_no_money' })).toBe('third');
  expect(next('first', { code: 'provider_failed' })).toBe('second');
});

test('what was set goes along by its name or by what it stands for, in the shape of the other model', () => {
  const schemaOf = (properties: object) => ModelSchema.parse({ type: 'object', properties });
  const from = schemaOf({
    prompt: { type: 'string', 'x-role': 'prompt' },
    references: { type: 'array', 'x-media': 'image', 'x-role': 'reference' },
    size: { type: 'string', enum: ['16:9', '1:1'], 'x-role': 'aspect' },
    seed: { type: 'integer', 'x-role': 'seed' },
    first: { type: 'string', 'x-media': 'image', 'x-role': 'first_frame' },
    quality: { type: 'string' },
  });
  const to = schemaOf({
    text: { type: 'string', 'x-role': 'prompt' },
    image_url: { type: 'string', 'x-media': 'image', 'x-role': 'reference' },
    ratio: { type: 'string', enum: ['16:9', '9:16'], 'x-role': 'aspect' },
    random: { type: 'integer', 'x-role': 'seed' },
    quality: { type: 'string', 'x-media': 'image' },
  });
  const params = { references: ['a', 'b'], size: '16:9', seed: 7, first: 'c', quality: 'high' };
  expect(carryParams(params, { from, to })).toEqual({ image_url: 'a', ratio: '16:9', random: 7 });
  expect(carryParams({ ...params, size: '1:1' }, { from, to })).not.toHaveProperty('ratio');
  expect(carryParams({ image_url: 'a' }, { from: to, to: from })).toEqual({ references: ['a'] });
});

test('a refusal of what was asked for is no reason to ask another', () => {
  const job = (code: string, state = 'dead') =>
    // The rows of this test are faults and states.
    ({ state, fault: { code } }) as Parameters<typeof isProvidersFailure>[0];
  expect(isProvidersFailure(job('provider_no_money', 'needs_human'))).toBe(true);
  expect(isProvidersFailure(job('provider_failed'))).toBe(true);
  expect(isProvidersFailure(job('provider_failed', 'ready'))).toBe(false);
  expect(isProvidersFailure(job('provider_refused_content'))).toBe(false);
  expect(isProvidersFailure(job('bad_parameter'))).toBe(false);
});
