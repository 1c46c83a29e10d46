import * as Y from 'yjs';

/** More steps than any honest update needs: its items stand next to the neighbours they name, or nearly so. */
const STEPS_MAX = 1_000_000;

type Search = { stepsLeft: number };

/**
 * Checks that every new item stands between the two neighbours it names, in one and the same list. Yjs takes an item
 * that names them crosswise too, but then its place depends on the order of arrival, and replicas differ for ever.
 * Must run inside `afterTransaction`.
 */
export function checkPlaces({ doc, beforeState, afterState }: Y.Transaction): string | undefined {
  const search = { stepsLeft: STEPS_MAX };
  for (const [client, end] of afterState) {
    const start = beforeState.get(client) ?? 0;
    const structs = doc.store.clients.get(client);
    if (start >= end || !structs) continue;
    for (let n = Y.findIndexSS(structs, start); n < structs.length; n++) {
      const struct = structs[n];
      if (struct instanceof Y.Item && !isInPlace(struct, search)) return 'an item stands out of place';
    }
  }
  return undefined;
}

function isInPlace(item: Y.Item, search: Search): boolean {
  const { origin, rightOrigin } = item;
  return (
    (!origin || isFound(origin, item, 'left', search)) &&
    (!rightOrigin || isFound(rightOrigin, item, 'right', search))
  );
}

function isFound(id: Y.ID, from: Y.Item, side: 'left' | 'right', search: Search): boolean {
  for (let item = from[side]; item && search.stepsLeft > 0; item = item[side]) {
    search.stepsLeft--;
    if (holds(item, id)) return true;
  }
  return false;
}

function holds({ id, length }: Y.Item, { client, clock }: Y.ID): boolean {
  return id.client === client && id.clock <= clock && clock < id.clock + length;
}
