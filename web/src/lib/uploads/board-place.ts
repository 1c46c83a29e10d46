import type { BoardDesk } from '#lib/storyboard/board-desk.svelte.ts';
import { type ProjectId, ShotId } from '#shared/ids.ts';
import { type Landing, placeBeside } from '#shared/storyboard/beside.ts';
import type { LayoutAsk } from './layout/layout-ask.ts';
import type { UploadPlace, UploadSpot } from './upload-place.ts';

type Point = { x: number; y: number };

/** On a card: into its shot. Between cards, or beside the last of a row: new shots there. Elsewhere: at the end. */
export function boardPlace(
  desk: BoardDesk,
  project: ProjectId,
  ask: (layout: LayoutAsk) => void,
): UploadPlace {
  const { board } = desk;

  function spotAt(target: Element | null, point: Point): UploadSpot {
    const shot = target?.closest('[data-shot]');
    const id = idOf(shot);
    if (id !== undefined && target?.closest('.card'))
      return { kind: 'shot', shot: id, number: board.placeOf(id) + 1 };
    const landing = landingOf(shot ?? nearestInRow(point), point);
    const at = landing && placeBeside(board.shots, new Set(), landing);
    return { kind: 'new', at: at ?? board.shots.length };
  }

  function mark(spot: UploadSpot | undefined): void {
    const next = spot?.kind === 'new' ? board.shots[spot.at] : undefined;
    desk.moves.landing = next && { id: next.id, edge: 'before' };
    for (const card of document.querySelectorAll('[data-takes-files]'))
      card.removeAttribute('data-takes-files');
    if (spot?.kind !== 'shot') return;
    document.querySelector(`[data-shot="${spot.shot}"] .card`)?.setAttribute('data-takes-files', '');
  }

  return {
    project,
    mayAdd: () => desk.canEdit,
    spotAt,
    usualSpot: () => {
      const { activeId } = desk;
      const isChosen = activeId !== undefined && document.activeElement?.closest('[data-shot]') !== null;
      return { kind: 'new', at: isChosen ? board.placeOf(activeId) + 1 : board.shots.length };
    },
    mark,
    readList: (file) => {
      desk.asking = { kind: 'list', ids: [], brought: file };
    },
    layOut: (files, { at, refused }) =>
      new Promise((answer) => ask({ files, refused, before: board.shots[at]?.id, answer })),
    makeShots: (titles, at) => {
      if (desk.view.isFiltered) desk.showOnly('', new Set());
      return desk.insert(
        titles.map((title) => ({ title })),
        at,
      );
    },
  };
}

function idOf(element: Element | null | undefined): ShotId | undefined {
  const id = ShotId.safeParse(element?.getAttribute('data-shot'));
  return id.success ? id.data : undefined;
}

function landingOf(element: Element | null | undefined, { x }: Point): Landing | undefined {
  const id = idOf(element);
  if (!element || id === undefined) return undefined;
  const box = element.getBoundingClientRect();
  return { id, edge: x < box.left + box.width / 2 ? 'before' : 'after' };
}

function nearestInRow({ x, y }: Point): Element | undefined {
  let nearest: Element | undefined;
  let distance = Number.POSITIVE_INFINITY;
  for (const shot of document.querySelectorAll('[data-shot]')) {
    const box = shot.getBoundingClientRect();
    if (y < box.top || y > box.bottom) continue;
    const gap = Math.abs(x - (box.left + box.width / 2));
    if (gap < distance) [nearest, distance] = [shot, gap];
  }
  return nearest;
}
