import type { Shot } from '../documents/index-doc.ts';
import type { ShotId } from '../ids.ts';

/** Where moved shots would land: before or after another one. */
export type Landing = { id: ShotId; edge: 'before' | 'after' };

/** The place beside a shot, counted in the list without what is moved; nothing when the shot is gone or moved itself. */
export function placeBeside(
  shots: Shot[],
  moved: ReadonlySet<ShotId>,
  { id, edge }: Landing,
): number | undefined {
  const place = shots.filter((shot) => !moved.has(shot.id)).findIndex((shot) => shot.id === id);
  if (place < 0) return undefined;
  return edge === 'before' ? place : place + 1;
}

/** Whether the shots stand there already, together and in this order. */
export function standsAt(shots: Shot[], moved: ReadonlySet<ShotId>, at: number): boolean {
  return shots.slice(at, at + moved.size).every((shot) => moved.has(shot.id));
}
