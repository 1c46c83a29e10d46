/** What is said first in subtitles, one line for each time: numbers and times are left out, and so are marks of style. */
export function firstSubtitleLines(text: string, count: number): string[] {
  return text
    .replaceAll('\r', '')
    .split(/\n{2,}/)
    .map((block) =>
      block
        .split('\n')
        .filter((line) => !/^\s*\d+\s*$/.test(line) && !line.includes('-->'))
        .join(' ')
        .replaceAll(/<[^>]*>|\{\\[^}]*\}/g, '')
        .trim(),
    )
    .filter((line) => line !== '')
    .slice(0, count);
}
