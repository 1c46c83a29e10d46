/** How fast a film goes, in times its own speed: 0 stands, below zero it goes backwards. */
export type ShuttleSpeed = number;

const FASTEST = 8;

/** What another press of L (`1`) or J (`-1`) makes of a speed: the same way twice as fast, the other way at its own speed. */
export function shuttled(speed: ShuttleSpeed, way: 1 | -1): ShuttleSpeed {
  if (speed * way <= 0) return way;
  return way * Math.min(FASTEST, Math.abs(speed) * 2);
}

/** Where a film that goes backwards is after so much time; it stands at its beginning, or at that of its loop. */
export function wentBack(
  fromS: number,
  { speed, elapsedMs, startS }: { speed: number; elapsedMs: number; startS: number },
) {
  return Math.max(startS, fromS + (speed * elapsedMs) / 1000);
}

/** A piece of a film that is played again and again; an end that nobody has set is that of the film. */
export type LoopRange = { fromS: number | null; toS: number | null };

export const NO_LOOP: LoopRange = { fromS: null, toS: null };

/** A new edge of the loop. One that would leave nothing between both makes the other go. */
export function withEdge({ fromS, toS }: LoopRange, edge: 'from' | 'to', atS: number): LoopRange {
  if (edge === 'from') return { fromS: atS, toS: toS !== null && toS <= atS ? null : toS };
  return { fromS: fromS !== null && fromS >= atS ? null : fromS, toS: atS };
}

/** Where to go on when a film that plays has left its loop; nothing as long as it is inside. */
export function loopedTo(atS: number, { fromS, toS }: LoopRange): number | undefined {
  if (toS !== null && atS >= toS) return fromS ?? 0;
  if (fromS !== null && atS < fromS - 0.5) return fromS;
  return undefined;
}
