/** Where two sequences differ: what stands there in the first, and what in the second. */
export type Stretch = { aStart: number; aEnd: number; bStart: number; bEnd: number };

/** Beyond so many changes nobody reads them one by one, and looking for them takes too long. */
const CHANGES_MAX = 1500;

/**
 * The shortest way from one sequence to another (Myers), as stretches that differ. Nothing when they have next to
 * nothing in common.
 */
export function differingStretches(
  a: readonly string[],
  b: readonly string[],
  changesMax = CHANGES_MAX,
): Stretch[] | undefined {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail++;
  const from = a.slice(head, a.length - tail);
  const to = b.slice(head, b.length - tail);
  const steps = walk(from, to, changesMax);
  return steps && stretchesOf(steps, { from, to, head });
}

/** The furthest place of every diagonal, for each number of changes, up to the one that arrives. */
function walk(a: readonly string[], b: readonly string[], changesMax: number): Int32Array[] | undefined {
  const most = Math.min(changesMax, a.length + b.length);
  const steps: Int32Array[] = [];
  let reached = new Int32Array([0]);
  for (let changes = 0; changes <= most; changes++) {
    const next = new Int32Array(2 * changes + 1);
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      let x = changes === 0 ? 0 : arrive(reached, changes, diagonal);
      let y = x - diagonal;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      next[diagonal + changes] = x;
      if (x >= a.length && y >= b.length) {
        steps.push(next);
        return steps;
      }
    }
    steps.push(next);
    reached = next;
  }
  return undefined;
}

function arrive(reached: Int32Array, changes: number, diagonal: number): number {
  const left = placeOn(reached, changes - 1, diagonal - 1);
  const above = placeOn(reached, changes - 1, diagonal + 1);
  return goesDown(diagonal, changes, { left, above }) ? above : left + 1;
}

function goesDown(diagonal: number, changes: number, { left, above }: { left: number; above: number }) {
  return diagonal === -changes || (diagonal !== changes && left < above);
}

function placeOn(reached: Int32Array, changes: number, diagonal: number): number {
  return Math.abs(diagonal) > changes ? -1 : (reached[diagonal + changes] ?? -1);
}

/** The way back from the end, with changes that touch each other put together. */
function stretchesOf(
  steps: Int32Array[],
  { from, to, head }: { from: readonly string[]; to: readonly string[]; head: number },
): Stretch[] {
  const stretches: Stretch[] = [];
  let x = from.length;
  let y = to.length;
  for (let changes = steps.length - 1; changes > 0; changes--) {
    const reached = steps[changes - 1] ?? new Int32Array(1);
    const diagonal = x - y;
    const left = placeOn(reached, changes - 1, diagonal - 1);
    const above = placeOn(reached, changes - 1, diagonal + 1);
    const isDown = goesDown(diagonal, changes, { left, above });
    const beforeX = isDown ? above : left;
    const beforeY = beforeX - (isDown ? diagonal + 1 : diagonal - 1);
    const [afterX, afterY] = isDown ? [beforeX, beforeY + 1] : [beforeX + 1, beforeY];
    const last = stretches.at(-1);
    if (last && last.aStart === afterX + head && last.bStart === afterY + head) {
      last.aStart = beforeX + head;
      last.bStart = beforeY + head;
    } else {
      stretches.push({
        aStart: beforeX + head,
        aEnd: afterX + head,
        bStart: beforeY + head,
        bEnd: afterY + head,
      });
    }
    x = beforeX;
    y = beforeY;
  }
  return stretches.reverse();
}
