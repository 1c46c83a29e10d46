import { expect, test } from 'vitest';
import { firstUsable } from '#shared/catalogue/first-usable.ts';
import { Model } from '#shared/catalogue/model.ts';

function aModel(name: string, more: Partial<Model> = {}): Model {
  return Model.parse({
    id: `house/${name}`,
    provider: 'house',
    account: 'house',
    name,
    purpose: 'image',
    schema: { type: 'object', properties: {} },
    price: null,
    retiresOn: null,
    isImitation: false,
    ...more,
  });
}

const nameOf = (models: Model[]) => firstUsable(models, { purpose: 'image', today: '2026-11-21' })?.name;

test('the first of the order that is on, has its key and was not retired is taken', () => {
  const spare = aModel('spare');
  expect(nameOf([aModel('first'), spare])).toBe('first');
  expect(nameOf([aModel('off', { isOff: true }), spare])).toBe('spare');
  expect(nameOf([aModel('keyless', { lacksKey: true }), spare])).toBe('spare');
  expect(nameOf([aModel('retired', { retiresOn: '2026-11-21' }), spare])).toBe('spare');
  expect(nameOf([aModel('retiring', { retiresOn: '2026-11-22' }), spare])).toBe('retiring');
  expect(nameOf([aModel('film', { purpose: 'video' }), spare])).toBe('spare');
});

test('with none of these the first that is on says itself what it lacks', () => {
  expect(nameOf([aModel('off', { isOff: true }), aModel('keyless', { lacksKey: true })])).toBe('keyless');
  expect(nameOf([aModel('off', { isOff: true })])).toBeUndefined();
});
