export type Outcome = { part: string; figures: string; violations: string[]; seconds: number };

/** One line a part. */
export function table(outcomes: Outcome[]): string {
  const rows = outcomes.map(({ part, figures, violations, seconds }) => [
    part,
    violations.length === 0 ? 'в порядке' : `нарушений ${violations.length}`,
    `${seconds.toFixed(0)} с`,
    figures,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
