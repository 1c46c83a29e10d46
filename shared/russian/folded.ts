/** One spelling for «ё» and «е», for capitals and for spaces: people care little for either when they search. */
export function folded(text: string): string {
  return text.toLowerCase().replaceAll('ё', 'е').replace(/\s+/g, ' ').trim();
}
