import type { Motif } from '#shared/documents/shelf.ts';
import { folded } from '#shared/russian/folded.ts';
import { onRussianKeys } from '#shared/russian/keyboard-layout.ts';

/** By name and by what is said of it, also when it was typed on the other layout. */
export function findMotifs(motifs: Motif[], query: string): Motif[] {
  const wanted = [folded(query), folded(onRussianKeys(query.toLowerCase()))];
  if (wanted[0] === '') return motifs;
  return motifs.filter(({ name, text }) => {
    const said = `${folded(name)} ${folded(text)}`;
    return wanted.some((part) => said.includes(part));
  });
}
