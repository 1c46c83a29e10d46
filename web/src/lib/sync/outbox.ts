import type { Mutation } from '#shared/sync/mutation.ts';
import type { Api } from './api.ts';
import type { LocalStore } from './local-store.ts';
import { mergeProjects, newProject } from './merge-projects.ts';
import { USER_FEED } from './records.ts';

const BATCH = 50;

/** The documents of a project that the server has yet to hear of must wait. */
export function makesProject(mutation: Mutation): boolean {
  return mutation.kind === 'project.create' || mutation.kind === 'project.duplicate';
}

/**
 * Sends what waits in the outbox, oldest first. An item leaves it only after the server has answered for it, so a
 * lost answer means a repeat, and a repeat is a no-op there. Returns how many items the server has answered for.
 */
export async function flushOutbox(store: LocalStore, api: Api): Promise<number> {
  for (let settled = 0; ; ) {
    const waiting = (await store.listMutations()).filter((item) => item.fault === undefined).slice(0, BATCH);
    if (waiting.length === 0) return settled;
    const answer = await api.mutate(waiting.map((item): Mutation => item.mutation));
    if (!answer.ok) return settled;
    const results = new Map(answer.value.results.map((result) => [result.id, result]));
    for (const { id, mutation } of waiting) {
      const result = results.get(id);
      if (result?.ok) {
        await keepProject(store, mutation, answer.value.epoch);
        await store.removeMutation(id);
      } else await store.refuseMutation(id, result?.fault ?? { code: 'internal' });
      settled++;
    }
  }
}

/**
 * The server has a project from now on, and this device knows so before its own record comes with the feed: a server
 * that is set back in between is found to lack it (C8).
 */
async function keepProject(store: LocalStore, mutation: Mutation, epoch: string): Promise<void> {
  if (!makesProject(mutation) || !('name' in mutation)) return;
  const cursor = (await store.feedCursor(USER_FEED)) ?? { epoch, seq: 0 };
  const known = mergeProjects(await store.listRecords(USER_FEED, 'project'), []);
  if (known.some(({ id }) => id === mutation.project)) return;
  const { seq } = cursor;
  await store.applyFeed(
    USER_FEED,
    [{ seq, kind: 'project', id: mutation.project, value: newProject(mutation) }],
    cursor,
  );
}
