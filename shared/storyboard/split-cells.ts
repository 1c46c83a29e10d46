export type CellRecord = { cells: string[]; line: number };
/** `unclosedAt` is the line of a quote that never ends: everything after it has become one cell. */
export type Cells = { records: CellRecord[]; unclosedAt?: number };

/** CSV and TSV: quotes may hold delimiters, line breaks and doubled quotes. Empty lines are no records. */
export function splitCells(text: string, delimiter: string): Cells {
  const records: CellRecord[] = [];
  let record: CellRecord = { cells: [], line: 1 };
  let cell = '';
  let isBlank = true;
  let line = 1;
  let quotedAt: number | undefined;
  const endCell = () => {
    record.cells.push(cell);
    cell = '';
    isBlank = true;
  };
  const endRecord = () => {
    endCell();
    if (record.cells.some((one) => one.trim() !== '')) records.push(record);
    record = { cells: [], line };
  };
  for (let n = 0; n < text.length; n++) {
    const char = text[n] ?? '';
    if (char === '\n') line++;
    if (quotedAt !== undefined) {
      if (char !== '"') cell += char;
      else if (text[n + 1] === '"') {
        cell += '"';
        n++;
      } else quotedAt = undefined;
    } else if (char === '"' && isBlank) {
      cell = '';
      isBlank = false;
      quotedAt = line;
    } else if (char === delimiter) endCell();
    else if (char === '\n') endRecord();
    else {
      cell += char;
      isBlank &&= char.trim() === '';
    }
  }
  endRecord();
  return quotedAt === undefined ? { records } : { records, unclosedAt: quotedAt };
}
