import { describe, expect, test } from 'vitest';
import type { ModelSchema } from '#shared/catalogue/model.ts';
import type { Motif } from '#shared/documents/shelf.ts';
import { ShotId } from '#shared/ids.ts';
import { composePrompt } from '#shared/storyboard/compose-prompt.ts';
import { renewedPrompt } from '#shared/storyboard/renew-take.ts';

const shot = ShotId.parse('01JZZZZZZZZZZZZZZZZZZZZZZZ');
const OLD = '01JAAAAAAAAAAAAAAAAAAAAA11';
const NEW = '01JAAAAAAAAAAAAAAAAAAAAA12';
const OWN = '01JAAAAAAAAAAAAAAAAAAAAA13';
const schema: ModelSchema = {
  type: 'object',
  properties: {
    prompt: { type: 'string', 'x-role': 'prompt' },
    like: { type: 'array', 'x-role': 'reference', 'x-media': 'image', maxItems: 4 },
    start: { type: 'string', 'x-role': 'first_frame', 'x-media': 'image' },
  },
};

function anya(text: string, asset: string): Motif {
  const id = '01JAAAAAAAAAAAAAAAAAAAAA01';
  return { id, kind: 'character', name: 'Аня', text, assets: [{ asset, shot }], order: '', deletedAt: null };
}

function renewed(told: Partial<Parameters<typeof renewedPrompt>[0]>) {
  const { text, params, record } = composePrompt({
    draft: 'План',
    motifs: [anya('коса', OLD)],
    schema,
    params: { like: [OWN], start: OLD },
  });
  const prompt = { id: '01JAAAAAAAAAAAAAAAAAAAAA21', model: 'x/y', createdAt: 0, text, params, ...record };
  return renewedPrompt({
    prompt,
    causes: [{ kind: 'motif', name: 'Аня' }],
    schema,
    shelf: [anya('каре', NEW)],
    draft: 'Другой план',
    headlinerPicture: undefined,
    isUsable: () => true,
    ...told,
  });
}

describe('a stale take asked for today', () => {
  test('V174: its own words with what the shelf says and shows now', () => {
    expect(renewed({})).toMatchObject({
      text: 'План\n\nАня: каре',
      params: { like: [OWN, NEW], start: OLD },
    });
  });

  test('V174: what has been thrown off the shelf is left out', () => {
    const shelf = [{ ...anya('каре', NEW), deletedAt: 5 }];
    expect(renewed({ shelf })).toMatchObject({ text: 'План', params: { like: [OWN] } });
  });

  test('V174: a frame that is gone is replaced by the picture that stands for the shot, or nothing is asked', () => {
    const causes = [{ kind: 'frame_trashed' as const }];
    expect(renewed({ causes, headlinerPicture: NEW })?.params.start).toBe(NEW);
    expect(renewed({ causes })).toBeUndefined();
  });

  test('V174: words that have changed are those of the draft', () => {
    expect(renewed({ causes: [{ kind: 'prompt' }] })?.text).toBe('Другой план\n\nАня: каре');
  });
});
