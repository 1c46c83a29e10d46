import { expect, test } from 'vitest';
import { findMotifs } from '#lib/shelf/find-motifs.ts';
import type { Motif } from '#shared/documents/shelf.ts';

function aMotif(name: string, text = ''): Motif {
  return { id: name, kind: 'character', name, text, assets: [], order: '', deletedAt: null };
}

test('V160: the shelf is searched by name and description, in the wrong layout too', () => {
  const motifs = [aMotif('Алёна'), aMotif('Крыша', 'мокрый рубероид'), aMotif('Noir')];
  const namesFor = (query: string) => findMotifs(motifs, query).map(({ name }) => name);
  expect(namesFor('  ')).toEqual(['Алёна', 'Крыша', 'Noir']);
  expect(namesFor('алена')).toEqual(['Алёна']);
  expect(namesFor('РУБЕР')).toEqual(['Крыша']);
  expect(namesFor('rhsif')).toEqual(['Крыша']);
  expect(namesFor('noir')).toEqual(['Noir']);
  expect(namesFor('нет такого')).toEqual([]);
});
