import { Catalogue } from '#shared/catalogue/model.ts';
import type { Api } from './api.ts';
import type { LocalStore } from './local-store.ts';

const FEED = 'catalogue';
const KEY = { kind: 'catalogue', id: 'all' };

/** What can be asked for, as the server said it last; works offline. */
export async function readCatalogue(store: LocalStore): Promise<Catalogue | undefined> {
  const [value] = await store.getRecords(FEED, [KEY]);
  const catalogue = Catalogue.safeParse(value);
  return catalogue.success ? catalogue.data : undefined;
}

export async function refreshCatalogue(
  store: LocalStore,
  api: Pick<Api, 'catalogue'>,
): Promise<'changed' | 'same' | 'unreachable'> {
  const answer = await api.catalogue();
  if (!answer.ok) return 'unreachable';
  const known = await store.feedCursor(FEED);
  if (known?.epoch === answer.value.version) return 'same';
  await store.applyFeed(FEED, [{ seq: 1, ...KEY, value: answer.value }], {
    epoch: answer.value.version,
    seq: 1,
  });
  return 'changed';
}
