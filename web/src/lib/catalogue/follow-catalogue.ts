import type { SyncEngine } from '#lib/sync/engine.ts';
import type { Catalogue } from '#shared/catalogue/model.ts';

/** Hands over the catalogue as soon as this device has one: the first comes with the first visit. Returns what ends it. */
export function followCatalogue(
  engine: Pick<SyncEngine, 'catalogue' | 'subscribe'>,
  take: (catalogue: Catalogue) => void,
): () => void {
  let isKnown = false;
  const read = async () => {
    const catalogue = await engine.catalogue().catch(() => undefined);
    if (!catalogue || isKnown) return;
    isKnown = true;
    take(catalogue);
  };
  void read();
  return engine.subscribe(() => {
    if (!isKnown) void read();
  });
}
