import type { DocName } from '#shared/documents/doc-name.ts';
import type { ProjectId } from '#shared/ids.ts';
import type { Api } from './api.ts';
import type { LocalStore } from './local-store.ts';

/**
 * Fetches the documents of a project that changed on the server, so that they open offline. Documents that are open
 * in this tab follow their sockets and are left alone.
 */
export async function prefetchProject(
  project: ProjectId,
  { store, api, isOpen }: { store: LocalStore; api: Api; isOpen: (doc: DocName) => boolean },
): Promise<void> {
  const feed = `pull:${project}`;
  for (;;) {
    const cursor = await store.feedCursor(feed);
    const answer = await api.pull(project, cursor?.seq ?? 0);
    if (!answer.ok) return;
    const { epoch, cursor: next, more, docs } = answer.value;
    if (cursor && cursor.epoch !== epoch) {
      await store.applyFeed(feed, [], { epoch, seq: 0 });
      continue;
    }
    const known = new Map((await store.listDocs()).map(({ doc, head }) => [doc, head]));
    for (const { doc, seq, state } of docs) {
      const head = known.get(doc);
      if (isOpen(doc) || (head?.epoch === epoch && head.seq >= seq)) continue;
      await store.appendRows(doc, [{ update: state, isSent: true }], Date.now());
      await store.setHead(doc, { epoch, seq });
    }
    await store.applyFeed(feed, [], { epoch, seq: next });
    if (!more) return;
  }
}
