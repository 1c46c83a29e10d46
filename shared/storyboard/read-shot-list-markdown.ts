import { readShotLines } from './read-shot-lines.ts';
import { noted, rowOf, type ShotRow } from './shot-row.ts';

const HEADING = /^ {0,3}(#{1,6})\s+(.+)$/;
const ITEM = /^(\s{0,8})(?:[-*+•–—]|\d{1,4}[.)])\s+(.+)$/u;
/** A line of a note is not longer; the rest of such a line says nothing to anybody. */
const LINE_MAX_CHARS = 20_000;

type Heading = { kind: 'heading'; level: number; text: string };
type Line = Heading | { kind: 'item' | 'text'; text: string };

/** Headings with lists or texts under them; nothing for a text without headings and without items that go on. */
export function readMarkdownList(text: string): ShotRow[] | undefined {
  const lines = linesOf(text);
  const hasHeadings = lines.some(({ kind }) => kind === 'heading');
  const hasItems = lines.some(({ kind }) => kind === 'item');
  const isOutline = hasItems && lines[0]?.kind === 'item' && /\n[ \t]{2,20}\S/.test(text);
  if (!hasHeadings && !isOutline) return undefined;
  const body = titlesTheText(lines) ? lines.slice(1) : lines;
  return hasItems ? byItems(body) : byHeadings(body);
}

function linesOf(text: string): Line[] {
  return text.split('\n').flatMap((whole): Line[] => {
    const raw = whole.slice(0, LINE_MAX_CHARS);
    if (raw.trim() === '' || isRule(raw.trim())) return [];
    const heading = HEADING.exec(raw);
    if (heading)
      return [{ kind: 'heading', level: heading[1]?.length ?? 1, text: bare(unhashed(heading[2] ?? '')) }];
    const item = ITEM.exec(raw);
    // An item of an item belongs to it.
    if (item && (item[1] ?? '').length < 2) return [{ kind: 'item', text: bare(item[2] ?? '') }];
    return [{ kind: 'text', text: bare(raw.trim()) }];
  });
}

function isRule(line: string): boolean {
  return line.length < 100 && /^([-*_])(?:\s*\1){2,}$/.test(line);
}

/** «## Утро ##» closes what it has opened. */
function unhashed(text: string): string {
  let end = text.trimEnd().length;
  while (text[end - 1] === '#') end--;
  return text.slice(0, end).trim();
}

/** An item is a shot, what is under it its note; a heading stands in the notes of the shots under it. */
function byItems(lines: Line[]): ShotRow[] {
  const rows: ShotRow[] = [];
  let heading = '';
  let isUnderItem = false;
  for (const line of lines) {
    const last = rows.at(-1);
    if (line.kind === 'heading') {
      heading = line.text;
      isUnderItem = false;
    } else if (line.kind === 'item') {
      rows.push(rowOf({ ...fromLine(line.text), note: heading }));
      isUnderItem = true;
    } else if (last && isUnderItem) rows[rows.length - 1] = noted(last, line.text);
  }
  return rows;
}

/** Without items every heading that has no smaller one under it is a shot. */
function byHeadings(lines: Line[]): ShotRow[] {
  const headings = lines.filter((line) => line.kind === 'heading');
  const rows: ShotRow[] = [];
  let above: Heading[] = [];
  let place = 0;
  let isInShot = false;
  for (const line of lines) {
    const last = rows.at(-1);
    if (line.kind !== 'heading') {
      if (last && isInShot) rows[rows.length - 1] = noted(last, line.text);
      continue;
    }
    place++;
    above = above.filter(({ level }) => level < line.level);
    const next = headings[place];
    isInShot = !(next && next.level > line.level);
    if (isInShot) rows.push(rowOf({ ...fromLine(line.text), note: above.at(-1)?.text ?? '' }));
    else above.push(line);
  }
  return rows;
}

/** The first heading, when it stands alone above all others. */
function titlesTheText(lines: Line[]): boolean {
  const [first, ...others] = lines.filter((line) => line.kind === 'heading');
  if (!first || lines[0] !== first) return false;
  if (others.length === 0) return lines.some(({ kind }) => kind === 'item');
  return others.every(({ level }) => level > first.level);
}

function fromLine(text: string): ShotRow {
  const [line] = readShotLines(text);
  return rowOf(line ?? { title: text });
}

/** Without the marks of Markdown within a line. */
export function bare(text: string): string {
  return text
    .replace(/^\[[ xXхХ]\]\s+/u, '')
    .replace(/!?\[([^\][]{0,300})\]\([^()]{0,500}\)/g, '$1')
    .replace(/(\*\*|__|~~)(?=\S)(.{1,500}?)(?<=\S)\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}*_])([*_])(?=\S)([^*_]{1,500}?)(?<=\S)\1(?![\p{L}\p{N}*_])/gu, '$2')
    .replace(/`([^`]{1,500})`/g, '$1');
}
