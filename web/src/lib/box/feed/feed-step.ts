/** Where a key leads in a grid of so many tiles, or nothing when it leads nowhere. */
export function stepInGrid(
  code: string,
  { at, count, columns }: { at: number; count: number; columns: number },
) {
  const steps: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - columns,
    // Into a shorter last row the way leads to its end.
    ArrowDown: lastRowStart(count, columns) > at ? Math.min(at + columns, count - 1) : at + columns,
    Home: 0,
    End: count - 1,
  };
  const to = steps[code];
  return to === undefined || to < 0 || to >= count ? undefined : to;
}

function lastRowStart(count: number, columns: number): number {
  return Math.floor((count - 1) / columns) * columns;
}
