import type { SyncEngine } from '#lib/sync/engine.ts';
import type { Catalogue } from '#shared/catalogue/model.ts';

/** Hands over the catalogue of this device, and each newer one as it comes. Returns what ends it. */
export function followCatalogue(
  engine: Pick<SyncEngine, 'catalogue' | 'subscribe'>,
  take: (catalogue: Catalogue) => void,
): () => void {
  let version: string | undefined;
  const read = async () => {
    const catalogue = await engine.catalogue().catch(() => undefined);
    if (!catalogue || catalogue.version === version) return;
    version = catalogue.version;
    take(catalogue);
  };
  void read();
  return engine.subscribe(() => void read());
}
