import { describe, expect, test } from 'vitest';
import type { ModelSchema } from '#shared/catalogue/model.ts';
import type { Motif } from '#shared/documents/shelf.ts';
import { ShotId } from '#shared/ids.ts';
import { shelfPicturesText } from '#shared/russian/shelf-text.ts';
import { attachedMotifs, composePrompt, motifSha } from '#shared/storyboard/compose-prompt.ts';

const shot = ShotId.parse('01JZZZZZZZZZZZZZZZZZZZZZZZ');

function id(n: number): string {
  return `01JAAAAAAAAAAAAAAAAAAAAA${String(n).padStart(2, '0')}`;
}

function aMotif(n: number, told: Partial<Motif> & { pictures?: number[] } = {}): Motif {
  const { pictures = [], ...rest } = told;
  const assets = pictures.map((picture) => ({ asset: id(picture), shot }));
  return {
    id: id(n),
    kind: 'character',
    name: 'Аня',
    text: 'рыжая коса',
    assets,
    order: '',
    deletedAt: null,
    ...rest,
  };
}

function aSchema(reference?: ModelSchema['properties'][string]): ModelSchema {
  return {
    type: 'object',
    properties: { prompt: { type: 'string', 'x-role': 'prompt' }, ...(reference && { like: reference }) },
  };
}

const MANY = { type: 'array', 'x-role': 'reference', 'x-media': 'image', maxItems: 3 } as const;

describe('a prompt with what is attached to its shot', () => {
  test('V165: the draft, a blank line and a labelled line for each', () => {
    const motifs = [aMotif(1), aMotif(2, { name: 'Крыша ночью', text: ' дождь, неон \n' })];
    const composed = composePrompt({ draft: 'Общий план', motifs, schema: aSchema(), params: {} });
    expect(composed.text).toBe('Общий план\n\nАня: рыжая коса\nКрыша ночью: дождь, неон');
    expect(composed.addition).toBe('Аня: рыжая коса\nКрыша ночью: дождь, неон');
    expect(composed.record.draft).toBe('Общий план');
    expect(composed.record.shelf).toEqual(
      motifs.map((motif) => ({ id: motif.id, name: motif.name, sha: motifSha(motif), assets: [] })),
    );
  });

  test('V165: nothing attached changes nothing and leaves no trace', () => {
    const params = { like: ['x'] };
    const composed = composePrompt({ draft: 'План', motifs: [], schema: aSchema(MANY), params });
    expect(composed).toMatchObject({ text: 'План', addition: '', record: {} });
    expect(composed.params).toBe(params);
  });

  test('V165: without words of its own nothing is said of it; without a draft the lines stand alone', () => {
    const motifs = [aMotif(1, { text: '  ' }), aMotif(2, { name: '', text: 'плёнка' })];
    expect(composePrompt({ draft: '', motifs, schema: aSchema(), params: {} }).text).toBe('плёнка');
  });

  test('V165: a model without a prompt is told nothing', () => {
    const schema: ModelSchema = { type: 'object', properties: { like: MANY } };
    const composed = composePrompt({ draft: '', motifs: [aMotif(1, { pictures: [5] })], schema, params: {} });
    expect(composed).toMatchObject({ text: '', addition: '', params: { like: [id(5)] } });
  });

  test('V166: a prompt that is a JSON object stays one, letter by letter', () => {
    for (const draft of [
      '{"scene": "крыша", "k": 1.0}',
      '{}',
      '{"additions": 1}\n',
      ' { "a": {"b": []} } ',
    ]) {
      const { text } = composePrompt({ draft, motifs: [aMotif(1)], schema: aSchema(), params: {} });
      const read: Record<string, unknown> = JSON.parse(text);
      expect(read).toMatchObject(JSON.parse(draft));
      expect(Object.values(read).at(-1)).toEqual([{ name: 'Аня', text: 'рыжая коса' }]);
      expect(text.startsWith(draft.trimEnd().slice(0, -1).trimEnd())).toBe(true);
    }
    const broken = composePrompt({ draft: '{"a": ', motifs: [aMotif(1)], schema: aSchema(), params: {} });
    expect(broken.text).toBe('{"a": \n\nАня: рыжая коса');
  });

  test('V167: pictures join those a person has chosen: covers first, up to what the model takes', () => {
    const motifs = [aMotif(1, { pictures: [11, 12] }), aMotif(2, { pictures: [21, 22] })];
    const composed = composePrompt({
      draft: 'План',
      motifs,
      schema: aSchema(MANY),
      params: { like: [id(5)] },
    });
    expect(composed.params).toEqual({ like: [id(5), id(11), id(21)] });
    expect(composed.pictures).toEqual({ added: 2, left: 2, isTaken: true });
    expect(shelfPicturesText(composed.pictures)).toMatch(/^К референсам добавится: 2\s.*Не поместится: 2\s/);
  });

  test('V167: a model for one picture gets the first cover, and never instead of a chosen one', () => {
    const one = { type: 'string', 'x-role': 'reference', 'x-media': 'image' } as const;
    const motifs = [aMotif(1, { pictures: [11] })];
    const composed = composePrompt({ draft: 'План', motifs, schema: aSchema(one), params: {} });
    expect(composed.params).toEqual({ like: id(11) });
    const kept = composePrompt({ draft: 'План', motifs, schema: aSchema(one), params: { like: id(5) } });
    expect(kept.params).toEqual({ like: id(5) });
    expect(kept.pictures).toEqual({ added: 0, left: 1, isTaken: true });
  });

  test('V167: what is gone is not sent, and a model that takes none is named', () => {
    const motifs = [aMotif(1, { pictures: [11, 12] })];
    const isUsable = (asset: string) => asset !== id(11);
    expect(composePrompt({ draft: '', motifs, schema: aSchema(MANY), params: {}, isUsable }).params).toEqual({
      like: [id(12)],
    });
    const none = composePrompt({ draft: '', motifs, schema: aSchema(), params: {} });
    expect(shelfPicturesText(none.pictures)).toContain('не принимает');
  });

  test('V164: attached is what the shot names, in its order; the trash and what is unknown are left out', () => {
    const shelf = [aMotif(1), aMotif(2), aMotif(3, { deletedAt: 5 })];
    const params = { '@shelf': [id(2), 7, id(3), id(9), id(1), id(2)] };
    expect(attachedMotifs(shelf, params).map((motif) => motif.id)).toEqual([id(2), id(1)]);
    for (const foreign of [undefined, 'x', { a: 1 }, 5])
      expect(attachedMotifs(shelf, { '@shelf': foreign })).toEqual([]);
  });

  test('V168: another name or cover is no change; another word or picture is', () => {
    const motif = aMotif(1, { pictures: [11, 12] });
    const turned = { ...motif, name: 'Анна', assets: motif.assets.toReversed() };
    expect(motifSha(turned)).toBe(motifSha(motif));
    expect(motifSha({ ...motif, text: 'рыжее каре' })).not.toBe(motifSha(motif));
    expect(motifSha({ ...motif, assets: motif.assets.slice(1) })).not.toBe(motifSha(motif));
    expect(motifSha(motif)).toMatch(/^[0-9a-f]{64}$/);
  });
});
