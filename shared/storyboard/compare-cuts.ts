import type { CutShot } from '../documents/encode-cut.ts';
import { longestRising } from './longest-rising.ts';

export type CutDifference = 'added' | 'removed' | 'moved' | 'headliner' | 'title' | 'plan' | 'state';

type Placed = CutShot & { number: number };

/** What is another between two cuts about one shot; it stands on the side where it is. */
export type ShotDifference = {
  id: CutShot['id'];
  before: Placed | undefined;
  after: Placed | undefined;
  differences: ReadonlySet<CutDifference>;
};

/** Shot by shot, in the order of the newer cut; what is gone stands at the end. Shots without a difference are left out. */
export function compareCuts(before: CutShot[], after: CutShot[]): ShotDifference[] {
  const olds = numbered(before);
  const news = numbered(after);
  const common = [...news.keys()].filter((id) => olds.has(id));
  const still = longestRising(common.map((id) => olds.get(id)?.number ?? 0));
  const moved = new Set(common.filter((_, at) => !still.has(at)));
  return [...new Set([...news.keys(), ...olds.keys()])].flatMap((id) => {
    const [old, now] = [olds.get(id), news.get(id)];
    const differences = differencesOf(old, now, moved.has(id));
    return differences.size > 0 ? [{ id, before: old, after: now, differences }] : [];
  });
}

function numbered(shots: CutShot[]): Map<Placed['id'], Placed> {
  return new Map(shots.map((shot, at) => [shot.id, { ...shot, number: at + 1 }]));
}

function differencesOf(
  old: Placed | undefined,
  now: Placed | undefined,
  isMoved: boolean,
): Set<CutDifference> {
  if (!old || !now) return new Set([old ? 'removed' : 'added']);
  const differences = new Set<CutDifference>();
  // Numbers change with every shot that comes or goes before; moved is what has passed another shot.
  if (isMoved) differences.add('moved');
  if (old.headliner !== now.headliner) differences.add('headliner');
  if (old.title !== now.title) differences.add('title');
  if (old.planS !== now.planS) differences.add('plan');
  if (old.state !== now.state) differences.add('state');
  return differences;
}
