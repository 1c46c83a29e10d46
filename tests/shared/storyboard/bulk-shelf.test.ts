import { expect, test } from 'vitest';
import { Model } from '#shared/catalogue/model.ts';
import type { Motif } from '#shared/documents/shelf.ts';
import { ShotId } from '#shared/ids.ts';
import { planBulk } from '#shared/storyboard/bulk-lines.ts';
import { composePrompt } from '#shared/storyboard/compose-prompt.ts';

const shot = ShotId.parse('01JZZZZZZZZZZZZZZZZZZZZZZZ');
const ANYA = '01JAAAAAAAAAAAAAAAAAAAAA01';
const PICTURE = '01JAAAAAAAAAAAAAAAAAAAAA11';

test('V165: a launch of many tells the model the same as the box would', () => {
  const model = Model.parse({
    ...{ id: 'x/y', provider: 'x', account: 'x', name: 'Y', purpose: 'image', price: null, retiresOn: null },
    isImitation: true,
    schema: {
      type: 'object',
      properties: {
        prompt: { type: 'string', 'x-role': 'prompt' },
        like: { type: 'array', 'x-role': 'reference', 'x-media': 'image', maxItems: 3 },
      },
    },
  });
  const assets = [{ asset: PICTURE, shot }];
  const motif: Motif = {
    ...{ id: ANYA, kind: 'character', name: 'Аня', text: 'коса', assets, order: '', deletedAt: null },
  };
  const params = { '@shelf': [ANYA] };
  const aShot = { id: shot, number: 1, title: 'Крыша', note: '', draft: 'План', params, takes: [] };
  const { launches } = planBulk([aShot], { model, usual: {}, shelf: [motif] });
  const { text, record } = composePrompt({
    draft: 'План',
    motifs: [motif],
    schema: model.schema,
    params: {},
  });
  expect(text).toBe('План\n\nАня: коса');
  expect(launches).toMatchObject([{ text, record, params: { like: [PICTURE] } }]);
});
