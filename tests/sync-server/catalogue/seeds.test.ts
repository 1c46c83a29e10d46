import { expect, test } from 'vitest';
import { findAdapter } from '#runner/adapters/adapters.ts';
import { CHECKS } from '#runner/adapters/checks.ts';
import { findBadParameter, withDefaults } from '#shared/catalogue/check-params.ts';
import { findSchemaProblem } from '#shared/catalogue/check-schema.ts';
import { formOf } from '#shared/catalogue/form-fields.ts';
import { Catalogue, type Model } from '#shared/catalogue/model.ts';
import { priceOf } from '#shared/catalogue/price-of.ts';
import { pictureOf } from '../../fakes/provider.ts';
import { ended, tryOn } from '../../runner/adapters/subject.ts';
import { OPENAI_TEXT, RUNWAY } from '../../runner/adapters/subjects.ts';
import { aHouse } from '../a-house.ts';

async function seeds(): Promise<Catalogue> {
  const house = await aHouse();
  const person = await house.person('anna');
  return Catalogue.parse(await (await person.ask('GET', '/api/catalogue')).json());
}

test('what the house begins with is spoken by its own runner, and each key can be checked for nothing', async () => {
  const { providers, models } = await seeds();
  expect(providers.map(({ id }) => id)).toEqual(['imitation', 'openai', 'runway']);
  for (const { adapter } of providers) {
    expect(findAdapter(adapter)).toBeDefined();
    expect(CHECKS[adapter]).toBeDefined();
  }
  // A provider that knows no keys of requests cannot be asked twice.
  expect(providers.filter(({ needsKey }) => needsKey).map(({ recovery }) => recovery)).toEqual([
    'none',
    'none',
  ]);
  expect(models.filter(({ provider }) => provider !== 'imitation').every(({ lacksKey }) => lacksKey)).toBe(
    true,
  );
});

test('every model can be asked for as its form begins, and says where its price is written', async () => {
  const { models } = await seeds();
  expect(models.length).toBeGreaterThan(20);
  for (const model of models) {
    expect([model.id, findSchemaProblem(model.schema)]).toEqual([model.id, undefined]);
    const params = { ...withDefaults(model.schema, {}), ...filled(model) };
    expect([model.id, findBadParameter(model.schema, { params, text: 'Кит' })]).toEqual([
      model.id,
      undefined,
    ]);
    // How many tokens a picture comes to nobody says before.
    const isOpen = model.price?.per === 'million_tokens' && model.purpose === 'image';
    if (model.price && !isOpen)
      expect(priceOf(model.price, model.schema, { params, text: 'Кит' })).not.toBeNull();
    if (model.price?.amount)
      expect(model.price).toMatchObject({
        on: expect.any(String),
        source: expect.stringMatching(/\w+\.\w+\//),
      });
    for (const field of [...formOf(model.schema).basic, ...formOf(model.schema).advanced])
      expect(field.schema.title).toBeTruthy();
  }
});

test('J15: what is paid by the token has a price before where its length is bounded, and says so where it is not', async () => {
  const { models } = await seeds();
  const pricesOf = (purpose: string) =>
    models
      .filter(({ price, ...model }) => price?.per === 'million_tokens' && model.purpose === purpose)
      .map(({ price, schema }) => priceOf(price, schema, { params: {}, text: 'Кит у берега' }));
  const words = pricesOf('text');
  expect(words).toHaveLength(3);
  // Sixteen thousand tokens of an answer, and a little for the question.
  expect(words.map((price) => price?.isMost && Math.floor(price.amount / 1000))).toEqual([161, 80, 8]);
  expect(pricesOf('image')).toEqual([null, null, null]);
});

test('each of them makes its result on a provider that looks at every word of a request', async () => {
  const { models } = await seeds();
  for (const model of models.filter(({ provider }) => provider !== 'imitation')) {
    const like = model.provider === 'runway' ? RUNWAY : OPENAI_TEXT;
    const { schema, purpose, id } = model;
    const subject = { ...like, wanted: { ...like.wanted, model: { id, purpose, schema } } };
    const [audio, picture] = [Buffer.alloc(64), await pictureOf('one')];
    const inputs = Object.keys(filled(model)).map((parameter) =>
      purpose === 'transcription'
        ? ({ parameter, bytes: audio, kind: 'audio', type: 'audio/ogg' } as const)
        : ({ parameter, bytes: picture, kind: 'image', type: 'image/png' } as const),
    );
    const { assignment } = await tryOn(subject, { inputs });
    const several = Object.entries(assignment.work.params).map(([name, value]) => [
      name,
      schema.properties[name]?.type === 'array' ? [value].flat() : value,
    ]);
    const work = { ...assignment.work, params: Object.fromEntries(several) };
    expect([id, (await ended(subject, { ...assignment, work })).kind]).toEqual([id, 'done']);
  }
});

/** Something in each place that must not stay empty. */
function filled({ schema }: Model): Record<string, unknown> {
  return Object.fromEntries(
    (schema.required ?? []).flatMap((name) => {
      const property = schema.properties[name];
      if (!property?.['x-media']) return [];
      return [[name, property.type === 'array' ? ['asset'] : 'asset']];
    }),
  );
}
