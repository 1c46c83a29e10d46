import * as Y from 'yjs';
import { docAddressOf } from '#shared/documents/doc-name.ts';
import type { MutationId, ProjectId } from '#shared/ids.ts';
import type { FeedRow } from '#shared/sync/feed.ts';
import { USER_FEED } from './feed-names.ts';
import { applyParts } from './fold.ts';
import type { LocalStore } from './local-store.ts';
import { isOursAlone, mergeProjects } from './merge-projects.ts';
import { isTriedLaunch, makesProject } from './outbox.ts';

/**
 * The server was restored from a backup: it may lack anything that it once acknowledged. Every document of this
 * device becomes unsent again, as a whole, and every project that the server has not is announced anew. Nothing here
 * is ever wiped. What was launched and may have been paid in the old history waits for a word (C12). Doing it twice sends twice, which changes nothing.
 */
export async function sendEverythingAnew(
  store: LocalStore,
  serverRecords: FeedRow[],
  newMutationId: () => MutationId,
): Promise<void> {
  const known = new Set(serverRecords.filter((row) => row.kind === 'project').map((row) => row.id));
  const missing = new Map<ProjectId, string>();
  // Its documents may not be on this device yet. Of a project that others know too, only who has content speaks: an
  // empty announcement by a co-owner would take the id from whoever made it.
  for (const record of mergeProjects(await store.listRecords(USER_FEED, 'project'), []))
    if (isOursAlone(record) && !known.has(record.id)) missing.set(record.id, record.name);
  for (const { doc } of await store.listDocs()) {
    const { snapshot, rows } = await store.loadDoc(doc);
    const whole = new Y.Doc();
    const { hasGap } = applyParts(
      whole,
      [...(snapshot ? [snapshot] : []), ...rows.map((row) => row.update)],
      undefined,
    );
    if (hasGap) {
      whole.store.pendingStructs = null;
      whole.store.pendingDs = null;
    }
    await store.appendRows(doc, [{ update: Y.encodeStateAsUpdate(whole), isSent: false }], Date.now());
    const { project } = docAddressOf(doc);
    const name = whole.getMap('meta').get('name');
    if (!known.has(project))
      missing.set(project, typeof name === 'string' ? name : (missing.get(project) ?? ''));
  }
  const outbox = await store.listMutations();
  const tried = outbox.filter(isTriedLaunch).map(({ id }) => id);
  if (tried.length > 0) await store.noteMutations(tried, { consent: 'needed' });
  const waiting = outbox.filter(({ mutation }) => makesProject(mutation));
  const announced = new Set(waiting.map(({ mutation }) => mutation.project));
  for (const [project, name] of missing) {
    if (announced.has(project)) continue;
    await store.addMutation({ id: newMutationId(), kind: 'project.create', project, name }, Date.now());
  }
}
