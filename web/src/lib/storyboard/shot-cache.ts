import * as Y from 'yjs';
import { byOrder, byTrashed, Shot } from '#shared/documents/index-doc.ts';
import { ShotId } from '#shared/ids.ts';

/** The shots of a document as plain values. An edit of one shot reads that one again, never all of them. */
export class ShotCache {
  readonly #map: Y.Map<unknown>;
  readonly #byId = new Map<ShotId, Shot>();

  constructor(doc: Y.Doc) {
    this.#map = doc.getMap('shots');
    for (const key of this.#map.keys()) this.#read(key);
  }

  apply(events: Y.YEvent<Y.AbstractType<unknown>>[]): void {
    const changed = new Set<string>();
    for (const event of events) {
      if (event.path.length === 0) for (const key of event.keys.keys()) changed.add(key);
      else changed.add(String(event.path[0]));
    }
    for (const key of changed) this.#read(key);
  }

  #read(key: string): void {
    const id = ShotId.safeParse(key);
    if (!id.success) return;
    const entry = this.#map.get(key);
    const shot = entry instanceof Y.Map ? Shot.safeParse({ ...entry.toJSON(), id: id.data }) : undefined;
    if (shot?.success) this.#byId.set(id.data, shot.data);
    else this.#byId.delete(id.data);
  }

  listVisible(): Shot[] {
    return [...this.#byId.values()].filter((shot) => shot.deletedAt === null).sort(byOrder);
  }

  /** The last one thrown away first. */
  listTrash(): Shot[] {
    return [...this.#byId.values()].filter((shot) => shot.deletedAt !== null).sort(byTrashed);
  }
}
