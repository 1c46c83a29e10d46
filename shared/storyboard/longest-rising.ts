/** The places of the longest rising run of numbers: what need not move for the others to stand right. */
export function longestRising(values: number[]): Set<number> {
  /** Where the lowest end of a run of each length stands. */
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  for (const [at, value] of values.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const end = values[ends[middle] ?? 0] ?? 0;
      if (end < value) low = middle + 1;
      else high = middle;
    }
    previous[at] = low > 0 ? ends[low - 1] : undefined;
    ends[low] = at;
  }
  const run = new Set<number>();
  for (let at = ends.at(-1); at !== undefined; at = previous[at]) run.add(at);
  return run;
}
