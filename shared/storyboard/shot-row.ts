import { NOTE_MAX_CHARS } from '../documents/limits.ts';
import { cleanTitle, cutChars } from '../documents/plain-text.ts';
import { PROMPT_MAX_CHARS } from '../jobs/work.ts';
import { PLAN_MAX_S } from './plan-seconds.ts';

/** One shot as a list of shots tells of it, before anything is made. */
export type ShotRow = { title: string; note: string; prompt: string; planS: number | null };

/** What does not come over as it stands, with the line where it begins. */
export type ListProblem =
  | { code: 'too_long' }
  | { code: 'too_many'; count: number }
  | { code: 'unclosed_quote'; line: number }
  | { code: 'too_many_cells'; line: number };

const TITLE_CHARS = 90;
/** A title is found at the beginning of a text. */
const LOOK_CHARS = 1000;
/** The first sentence may end here, and not sooner: «г. Тверь» is no sentence. */
const SENTENCE_MIN_CHARS = 12;

export function rowOf({ title = '', note = '', prompt = '', planS = null }: Partial<ShotRow>): ShotRow {
  return {
    title: cleanTitle(title),
    note: cutChars(note.trim(), NOTE_MAX_CHARS),
    prompt: cutChars(prompt.trim(), PROMPT_MAX_CHARS),
    planS: planS !== null && planS <= PLAN_MAX_S ? planS : null,
  };
}

/** A long text as a title: its first sentence, or as many whole words as fit. */
export function titleOf(text: string): string {
  const line = text.slice(0, LOOK_CHARS).replace(/\s+/gu, ' ').trim();
  const end = sentenceEnd(line);
  const sentence = end === undefined ? line : line.slice(0, end);
  if (sentence.length <= TITLE_CHARS) return sentence.replace(/(?<![.!?…])[.;,:]$/u, '');
  const cut = cutChars(sentence, TITLE_CHARS);
  const space = cut.lastIndexOf(' ');
  const words = space > TITLE_CHARS / 2 ? cut.slice(0, space) : cut;
  return `${words.replace(/[\s,;:.—–-]+$/u, '')}…`;
}

function sentenceEnd(line: string): number | undefined {
  for (const match of line.matchAll(/[.!?…]+["»”)]*(?=\s+[«"“(—–-]?\p{Lu})/gu)) {
    const end = match.index + match[0].length;
    if (end >= SENTENCE_MIN_CHARS) return end;
  }
  return undefined;
}

/** With one more line in its note, as long as there is room in it. */
export function noted(row: ShotRow, text: string): ShotRow {
  if (row.note.length >= NOTE_MAX_CHARS) return row;
  return rowOf({ ...row, note: row.note === '' ? text : `${row.note}\n${text}` });
}

/** Two rows as one shot: the first gives the title, and nothing that was written is lost. */
export function joinRows(first: ShotRow, second: ShotRow): ShotRow {
  const isTold = second.note.includes(second.title) || second.title === first.title;
  return rowOf({
    title: first.title === '' ? second.title : first.title,
    note: [first.note, ...(isTold || first.title === '' ? [] : [second.title]), second.note]
      .filter((part, n, all) => part !== '' && all.indexOf(part) === n)
      .join('\n'),
    prompt: [first.prompt, second.prompt].filter((part) => part !== '').join('\n'),
    planS:
      first.planS === null && second.planS === null
        ? null
        : Math.round(((first.planS ?? 0) + (second.planS ?? 0)) * 10) / 10,
  });
}
