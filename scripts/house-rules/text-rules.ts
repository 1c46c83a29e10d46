import type { Problem } from './problem.ts';
import type { SourceFile } from './source-file.ts';

const MAX_LINES = 400;
const MAX_ENTRY_LINES = 40;

/** Size: a long file hides a second one. */
export function textRules(source: SourceFile): Problem[] {
  if (source.extension === '.sql') return [];
  const count = countCodeLines(source.lines);
  const isEntry = /^(sync-server|runner)\/main\.ts$/.test(source.path);
  const limit = isEntry ? MAX_ENTRY_LINES : MAX_LINES;
  if (count <= limit) return [];
  const message = `${count} lines without blanks and comments, at most ${limit}`;
  return [{ path: source.path, line: 1, rule: 'long-file', message }];
}

function countCodeLines(lines: string[]): number {
  let count = 0;
  let blockEnd: '*/' | '-->' | undefined;
  for (const line of lines.map((l) => l.trim())) {
    if (blockEnd) {
      if (line.includes(blockEnd)) blockEnd = undefined;
      continue;
    }
    if (line === '' || line.startsWith('//')) continue;
    const opened = line.startsWith('/*') ? '*/' : line.startsWith('<!--') ? '-->' : undefined;
    if (!opened) count += 1;
    else if (!line.includes(opened)) blockEnd = opened;
  }
  return count;
}
