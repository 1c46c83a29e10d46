import { listTablesOf } from './markdown-tables.ts';
import { readPlan } from './plan-seconds.ts';
import { type ListProblem, rowOf, type ShotRow, titleOf } from './shot-row.ts';
import { type Cells, splitCells } from './split-cells.ts';

type Column = 'number' | 'title' | 'note' | 'prompt' | 'plan';
type ReadTable = { rows: ShotRow[]; problems: ListProblem[] };

const NAMES: Record<Column, RegExp> = {
  number:
    /^(?:№|#|n|no\.?|номер|№ п\/п|п\/п|id|num(?:ber)?|(?:№|номер) (?:шота|кадра|сцены|плана)|shot (?:no\.?|number|#))$/u,
  title: /^(?:название|имя|заголовок|шот|кадр|план|title|name|shot|shot name|название (?:шота|кадра))$/u,
  note: /^(?:описание|описание (?:шота|кадра)|заметк[аи]|примечани[ея]|комментари[йи]|содержание|действие|текст|что происходит|камера|звук|сцена|локация|description|notes?|comments?|action|camera|sound|scene|location)$/u,
  prompt: /^(?:промт|промпт|prompt|image prompt|prompt text|текст промта|запрос)$/u,
  plan: /^(?:секунды|сек\.?|с|длительность|время|хронометраж|тайминг|длительность,? ?\(?(?:с|сек)\.?\)?|секунд|seconds?|secs?\.?|s|duration|length|duration,? ?\(?(?:s|sec)\.?\)?)$/u,
};
const DELIMITERS = ['\t', ';', ',', '|'] as const;
const COLUMNS_MAX = 64;

/** A table with named columns, a Markdown table among them, or one copied from a spreadsheet; nothing when it is none. */
export function readTable(text: string): ReadTable | undefined {
  const markdown = listTablesOf(text);
  if (markdown.length > 0) {
    const tables = markdown.flatMap((table) => byHeader({ records: table }) ?? []);
    if (tables.length > 0) return { rows: tables.flatMap(({ rows }) => rows), problems: [] };
  }
  const head = text.split('\n').find((line) => line.trim() !== '') ?? '';
  for (const delimiter of DELIMITERS) {
    if (!head.includes(delimiter)) continue;
    const table = byHeader(splitCells(text, delimiter));
    if (table) return table;
  }
  return text.includes('\t') ? bySight(splitCells(text, '\t')) : undefined;
}

function columnOf(cell: string): Column | undefined {
  const name = cell
    .trim()
    .toLowerCase()
    .replace(/ё/g, 'е')
    .replace(/\s+/g, ' ')
    .replace(/[:*]+$/, '');
  for (const [column, names] of Object.entries(NAMES)) {
    // The keys of NAMES are columns by its type.
    if (names.test(name)) return column as Column;
  }
  return undefined;
}

function byHeader({ records, unclosedAt }: Cells): ReadTable | undefined {
  const [header, ...body] = records;
  if (!header || header.cells.length < 2 || header.cells.length > COLUMNS_MAX) return undefined;
  const columns = header.cells.map(columnOf);
  const isNamed = columns.some((column) => column === 'title' || column === 'note' || column === 'prompt');
  if (!isNamed || columns.filter((column) => column !== undefined).length < 2) return undefined;
  const problems: ListProblem[] =
    unclosedAt === undefined ? [] : [{ code: 'unclosed_quote', line: unclosedAt }];
  const rows = body.map(({ cells, line }) => {
    if (cells.length > columns.length && cells.slice(columns.length).some((cell) => cell.trim() !== ''))
      problems.push({ code: 'too_many_cells', line });
    return rowFrom(cells, columns, header.cells);
  });
  return { rows, problems };
}

/** Without names: numbers that count, seconds, the first words are the title and all others the note. */
function bySight({ records, unclosedAt }: Cells): ReadTable | undefined {
  const width = records[0]?.cells.length ?? 0;
  if (width < 2 || width > COLUMNS_MAX || records.length < 2) return undefined;
  if (records.some(({ cells }) => cells.length > width) || unclosedAt !== undefined) return undefined;
  const columns: (Column | undefined)[] = [];
  for (let n = 0; n < width; n++) {
    const cells = records.map((record) => (record.cells[n] ?? '').trim());
    if (n === 0 && cells.every((cell) => /^\d{1,4}\.?$/.test(cell))) columns.push('number');
    else if (
      cells.some((cell) => cell !== '') &&
      cells.every((cell) => planOf(cell) !== undefined) &&
      !columns.includes('plan')
    )
      columns.push('plan');
    else columns.push(columns.includes('title') ? 'note' : 'title');
  }
  if (!columns.includes('title')) return undefined;
  return { rows: records.map(({ cells }) => rowFrom(cells, columns, [])), problems: [] };
}

function rowFrom(cells: string[], columns: (Column | undefined)[], header: string[]): ShotRow {
  const of = (wanted: Column) =>
    cells.filter((cell, n) => columns[n] === wanted && cell.trim() !== '').map((cell) => cell.trim());
  const notes: string[] = [];
  const noteColumns = columns.filter((column) => column === 'note').length;
  for (const [n, cell] of cells.entries()) {
    const text = cell.trim();
    if (text === '') continue;
    const name = (header[n] ?? '').trim();
    // What has a name of its own keeps it; so does what is more than the first of several.
    if (columns[n] === 'note')
      notes.push(noteColumns > 1 && notes.length > 0 && name !== '' ? `${name}: ${text}` : text);
    else if (columns[n] === undefined) notes.push(name === '' ? text : `${name}: ${text}`);
  }
  const [planText] = of('plan');
  const planS = planText === undefined ? null : planOf(planText);
  if (planText !== undefined && planS === undefined) notes.push(planText);
  const title = of('title').join(' · ');
  const prompt = of('prompt').join('\n');
  const given = title === '' ? (notes[0] ?? prompt) : title;
  const shown = title === '' ? titleOf(given) : title;
  if (title === '' && notes[0] === shown) notes.shift();
  return rowOf({ title: shown, note: notes.join('\n'), prompt, planS: planS ?? null });
}

/** «4», «4 sec», «0:04», «00:00:04». */
function planOf(text: string): number | null | undefined {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^00:(?=\d{1,2}:\d{2}$)/, '')
    .replace(/\s*(?:seconds?|secs?)\.?$/, ' с');
  return readPlan(bare);
}
