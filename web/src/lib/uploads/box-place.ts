import type { BoxDesk } from '#lib/box/box-desk.svelte.ts';
import type { ShotId } from '#shared/ids.ts';
import type { UploadPlace, UploadSpot } from './upload-place.ts';

/** Everything that is let go in a box belongs to its shot. */
export function boxPlace(desk: BoxDesk, shot: () => ShotId): UploadPlace {
  const spot = (): UploadSpot => ({ kind: 'shot', shot: shot(), number: desk.placeOf(shot()) + 1 });
  return {
    project: desk.project,
    mayAdd: () => desk.canEdit && desk.board.find(shot()) !== undefined,
    spotAt: spot,
    usualSpot: spot,
    mark: () => {},
    makeShots: () => [],
  };
}
