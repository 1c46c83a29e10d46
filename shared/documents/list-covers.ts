import * as Y from 'yjs';
import { ShotId } from '../ids.ts';
import type { ProjectCover } from '../projects/project-record.ts';
import { Shot } from './index-doc.ts';

/** The first shots of the storyboard, without sorting or reading the others: the server asks after every edit. */
export function listCovers(doc: Y.Doc, max: number): ProjectCover[] {
  const first: { id: string; order: string; entry: Y.Map<unknown> }[] = [];
  for (const [id, entry] of doc.getMap('shots').entries()) {
    if (!(entry instanceof Y.Map)) continue;
    const key: unknown = entry.get('order');
    const order = typeof key === 'string' ? key : '';
    const last = first[max - 1];
    // The order first: it rules out nearly all of them, and each reading of thousands of shots is felt.
    if (last && isAfter({ order, id }, last)) continue;
    if ((entry.get('deletedAt') ?? null) !== null || !ShotId.safeParse(id).success) continue;
    const place = first.findIndex((other) => isAfter(other, { order, id }));
    first.splice(place < 0 ? first.length : place, 0, { id, order, entry });
    first.length = Math.min(first.length, max);
  }
  return first.flatMap(({ id, entry }) => {
    const shot = Shot.safeParse({ ...entry.toJSON(), id });
    if (!shot.success) return [];
    const { title, headliner } = shot.data;
    return [{ shot: shot.data.id, title, headliner }];
  });
}

function isAfter(a: { order: string; id: string }, b: { order: string; id: string }): boolean {
  return a.order === b.order ? a.id > b.id : a.order > b.order;
}
