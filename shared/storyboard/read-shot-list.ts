import { readShotLines } from './read-shot-lines.ts';
import { readMarkdownList } from './read-shot-list-markdown.ts';
import { isScreenplay, readScreenplay } from './read-shot-list-screenplay.ts';
import { readTable } from './read-shot-list-table.ts';
import { type ListProblem, rowOf, type ShotRow } from './shot-row.ts';

export const LIST_MAX_BYTES = 1024 * 1024;
export const LIST_MAX_ROWS = 500;

/** What a text was taken for. */
export type ListKind = 'screenplay' | 'table' | 'markdown' | 'lines';

export type ShotList = { kind: ListKind; rows: ShotRow[]; problems: ListProblem[] };

/** Lays a text out into shots. Whatever it is, it is read somehow and nothing throws. */
export function readShotList(text: string): ShotList {
  // A byte takes one char at least: what is longer in chars is longer in bytes.
  if (text.length > LIST_MAX_BYTES || new TextEncoder().encode(text).length > LIST_MAX_BYTES)
    return { kind: 'lines', rows: [], problems: [{ code: 'too_long' }] };
  const list = readAs(text.replace(/^\ufeff/, '').replace(/\r\n?|[\u2028\u2029]/g, '\n'));
  const rows = list.rows.filter(({ title, note, prompt }) => title !== '' || note !== '' || prompt !== '');
  const count = rows.length;
  if (count <= LIST_MAX_ROWS) return { ...list, rows };
  return {
    ...list,
    rows: rows.slice(0, LIST_MAX_ROWS),
    problems: [...list.problems, { code: 'too_many', count }],
  };
}

function readAs(text: string): ShotList {
  const table = readTable(text);
  if (table) return { kind: 'table', ...table };
  if (isScreenplay(text)) return { kind: 'screenplay', rows: readScreenplay(text), problems: [] };
  const markdown = readMarkdownList(text);
  if (markdown) return { kind: 'markdown', rows: markdown, problems: [] };
  return { kind: 'lines', rows: readShotLines(text).map((line) => rowOf(line)), problems: [] };
}
