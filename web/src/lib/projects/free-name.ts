import { cleanTitle } from '#shared/documents/plain-text.ts';
import { copyNameText } from '#shared/russian/projects-text.ts';

/** «Фильм (копия)», or with a number when there is one already. */
export function freeCopyName(name: string, taken: readonly string[]): string {
  for (let n = 1; ; n++) {
    const copy = cleanTitle(copyNameText(name, n));
    // Names are cut at a length, where another number would change nothing.
    if (!taken.includes(copy) || n > taken.length) return copy;
  }
}

/** The name itself while nobody has it. */
export function freeName(name: string, taken: readonly string[]): string {
  return taken.includes(name) ? freeCopyName(name, taken) : name;
}
