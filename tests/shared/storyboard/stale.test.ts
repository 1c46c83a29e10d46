import { describe, expect, test } from 'vitest';
import type { ModelSchema } from '#shared/catalogue/model.ts';
import type { Motif } from '#shared/documents/shelf.ts';
import { staleText } from '#shared/russian/stale-text.ts';
import { motifSha } from '#shared/storyboard/compose-prompt.ts';
import { isUntried, listStale, type StaleSource } from '#shared/storyboard/stale.ts';

const anya: Motif = {
  id: '01JAAAAAAAAAAAAAAAAAAAAA01',
  kind: 'character',
  name: 'Аня',
  text: 'рыжая коса',
  assets: [],
  order: '',
  deletedAt: null,
};
const schema: ModelSchema = {
  type: 'object',
  properties: { start: { type: 'string', 'x-role': 'first_frame', 'x-media': 'image' } },
};
const aPrompt = { id: 'p1', text: 'План', model: 'x/film', params: {} };

function stale(told: Partial<StaleSource>): Record<string, string[]> {
  const found = listStale({
    assets: [{ id: 'a1', kind: 'image', take: 't1', prompt: 'p1' }],
    prompts: [aPrompt],
    shelf: [anya],
    headliner: null,
    isGone: () => false,
    findKind: () => 'image',
    schemaOf: () => schema,
    ...told,
  });
  return Object.fromEntries(found.map(({ asset, causes }) => [asset, causes.map(({ kind }) => kind)]));
}

describe('what has become stale', () => {
  const shelf = [{ id: anya.id, name: 'Аня', sha: motifSha(anya), assets: [] }];

  test('V170: a take whose character has changed since, and it is clear again when the change is taken back', () => {
    const prompts = [{ ...aPrompt, shelf }];
    expect(stale({ prompts })).toEqual({});
    expect(stale({ prompts, shelf: [{ ...anya, text: 'каре' }] })).toEqual({ a1: ['motif'] });
    expect(stale({ prompts, shelf: [{ ...anya, name: 'Анна' }] })).toEqual({});
  });

  test('V170: what lies in the trash of the shelf or is not known has not changed', () => {
    const prompts = [{ ...aPrompt, shelf }];
    expect(stale({ prompts, shelf: [{ ...anya, deletedAt: 5 }] })).toEqual({});
    expect(stale({ prompts, shelf: [] })).toEqual({});
  });

  const film = { id: 'f1', kind: 'video' as const, take: 't2', prompt: 'p2' };
  const filmPrompt = { ...aPrompt, id: 'p2', params: { start: 'a1' }, headliner: 'a1' };

  test('V171: a film whose first frame is thrown away, until it is brought back', () => {
    const made = { assets: [film], prompts: [filmPrompt], headliner: 'f1', findKind: () => 'video' as const };
    expect(stale(made)).toEqual({});
    expect(stale({ ...made, isGone: (id) => id === 'a1' })).toEqual({ f1: ['frame_trashed'] });
  });

  test('V171: a film whose first frame was the headliner and is not, while another picture is', () => {
    const made = { assets: [film], prompts: [filmPrompt] };
    expect(stale({ ...made, headliner: 'a1' })).toEqual({});
    expect(stale({ ...made, headliner: null })).toEqual({});
    expect(stale({ ...made, headliner: 'f1', findKind: () => 'video' })).toEqual({});
    expect(stale({ ...made, headliner: 'a2' })).toEqual({ f1: ['frame_replaced'] });
  });

  test('V171: who animates a picture that is no headliner has meant that one', () => {
    const prompts = [{ ...filmPrompt, headliner: 'a2' }];
    expect(stale({ assets: [film], prompts, headliner: 'a2' })).toEqual({});
  });

  test('V171: a model that is not in the catalogue says nothing of its frames', () => {
    expect(
      stale({ assets: [film], prompts: [filmPrompt], headliner: 'a2', schemaOf: () => undefined }),
    ).toEqual({});
  });

  test('V172: the headliner, when no take has the words of the draft', () => {
    expect(stale({ headliner: 'a1', isDraftUntried: true })).toEqual({ a1: ['prompt'] });
    expect(stale({ headliner: 'a1' })).toEqual({});
    expect(stale({ headliner: null, isDraftUntried: true })).toEqual({});
    expect(isUntried(' План\n', [aPrompt])).toBe(false);
    expect(isUntried('Другой план', [aPrompt])).toBe(true);
    expect(isUntried('  ', [aPrompt])).toBe(false);
    const other = { text: 'Другой план\n\nАня: коса', draft: 'Другой план' };
    expect(isUntried('Другой план', [aPrompt, other])).toBe(false);
  });

  test('V170: files of one’s own and what lies in the trash are never stale', () => {
    const own = { id: 'own', kind: 'image' as const, take: null, prompt: null };
    expect(stale({ assets: [own], headliner: 'own', isDraftUntried: true })).toEqual({});
    expect(stale({ headliner: 'a1', isDraftUntried: true, isGone: () => true })).toEqual({});
  });

  test('V173: all causes are said in one sentence', () => {
    expect(staleText([{ kind: 'motif', name: 'Аня' }, { kind: 'frame_trashed' }])).toBe(
      'Устарело: на полке изменилось после этого дубля: «Аня»; кадр, из которого сделано видео, в корзине',
    );
    expect(staleText([])).toBe('');
  });
});
