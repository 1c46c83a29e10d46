/** How texts are compared when somebody searches: no difference of case, «е» for «ё», single blanks. */
export function searchForm(text: string): string {
  return text.toLocaleLowerCase('ru').replaceAll('ё', 'е').replace(/\s+/g, ' ').trim();
}
