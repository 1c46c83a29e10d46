import { bare } from './read-shot-list-markdown.ts';
import type { CellRecord } from './split-cells.ts';

const CELL_MAX_CHARS = 20_000;
const RULE_MAX_CHARS = 1000;
const RULE = /^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$/;

/** The tables of a Markdown text: a line of names, a line of dashes, and lines of cells. */
export function listTablesOf(text: string): CellRecord[][] {
  const lines = text.split('\n');
  const tables: CellRecord[][] = [];
  for (let n = 1; n < lines.length; n++) {
    const head = lines[n - 1] ?? '';
    const rule = lines[n] ?? '';
    if (!head.includes('|') || !rule.includes('|') || rule.length > RULE_MAX_CHARS || !RULE.test(rule))
      continue;
    const table = [{ cells: cellsOf(head), line: n }];
    for (n++; n < lines.length && (lines[n] ?? '').includes('|'); n++)
      table.push({ cells: cellsOf(lines[n] ?? ''), line: n + 1 });
    tables.push(table);
  }
  return tables;
}

function cellsOf(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) =>
    bare(cell.slice(0, CELL_MAX_CHARS))
      .replace(/\\\|/g, '|')
      .replace(/<br\s*\/?>/gi, '\n')
      .trim(),
  );
}
