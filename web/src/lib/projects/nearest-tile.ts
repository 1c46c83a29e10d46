export type TilePlace = { left: number; top: number; width: number };
export type ArrowCode = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End';

/** Where an arrow key leads among tiles that flow in rows; stays where it is at an edge. */
export function nearestTile(tiles: TilePlace[], from: number, code: ArrowCode): number {
  const last = tiles.length - 1;
  if (code === 'Home') return 0;
  if (code === 'End') return last;
  if (code === 'ArrowLeft') return Math.max(0, from - 1);
  if (code === 'ArrowRight') return Math.min(last, from + 1);
  return nearestInRow(tiles, from, code === 'ArrowDown');
}

function nearestInRow(tiles: TilePlace[], from: number, isDown: boolean): number {
  const here = tiles[from];
  if (!here) return from;
  const beyond = tiles
    .map((tile, n) => ({ ...tile, n }))
    .filter(({ top }) => (isDown ? top > here.top : top < here.top));
  const rowTop = isDown
    ? Math.min(...beyond.map(({ top }) => top))
    : Math.max(...beyond.map(({ top }) => top));
  const row = beyond.filter(({ top }) => top === rowTop);
  row.sort((a, b) => distance(a, here) - distance(b, here));
  return row[0]?.n ?? from;
}

function distance(a: TilePlace, b: TilePlace): number {
  return Math.abs(a.left + a.width / 2 - (b.left + b.width / 2));
}
