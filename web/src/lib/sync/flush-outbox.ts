import { isAssetMutation } from '#shared/assets/asset-mutations.ts';
import type { ProjectRecord } from '#shared/projects/project-record.ts';
import type { Mutation } from '#shared/sync/mutation.ts';
import type { Api } from './api.ts';
import { USER_FEED } from './feed-names.ts';
import { keepAssets } from './keep-assets.ts';
import type { LocalStore, OutboxItem } from './local-store.ts';
import { mergeProjects } from './merge-projects.ts';
import { isLaunch } from './outbox.ts';

const BATCH = 50;
/** A letter is three bytes at most; a request may have two megabytes. */
const BATCH_CHARS = 500_000;
/** A launch that lay here longer was not sent at once: its author is asked before it goes (C11). */
const FRESH_MS = 60_000;

type Ports = { store: LocalStore; api: Pick<Api, 'mutate' | 'feed'>; nowMs: () => number };

/**
 * Sends what waits in the outbox, oldest first. An item leaves it only after the server has answered for it, so a
 * lost answer means a repeat, and a repeat is a no-op there. Returns how many items the server has answered for.
 */
export async function flushOutbox(ports: Ports): Promise<number> {
  const { store, api } = ports;
  for (let settled = 0; ; ) {
    const taken = await takeBatch(ports);
    if (taken === undefined || taken.length === 0) return settled;
    const waiting = await markTried(store, taken);
    const answer = await api.mutate(waiting.map((item): Mutation => item.mutation));
    if (!answer.ok) return settled;
    const results = new Map(answer.value.results.map((result) => [result.id, result]));
    for (const item of waiting) {
      const { id, mutation } = item;
      const result = results.get(id);
      if (result?.ok || isCancelOfNothing(mutation, result?.fault?.code)) {
        await keepProject(store, item, answer.value.epoch);
        if (isAssetMutation(mutation)) await keepAssets(store, mutation, answer.value.epoch);
        await store.removeMutation(id);
      } else await store.refuseMutation(id, result?.fault ?? { code: 'internal' });
      settled++;
    }
  }
}

/** Before it leaves: whoever gives a launch up later knows by the mark that it may have arrived. */
async function markTried(store: LocalStore, taken: OutboxItem[]): Promise<OutboxItem[]> {
  const launches = taken.filter(isLaunch).map(({ id }) => id);
  if (launches.length === 0) return taken;
  const there = new Set(await store.noteMutations(launches, { wasTried: true }));
  // Given up in another tab since it was read.
  return taken.filter((item) => !isLaunch(item) || there.has(item.id));
}

/** What may go now; launches that need a word first are marked so. `undefined` when the server cannot be asked. */
async function takeBatch({ store, api, nowMs }: Ports): Promise<OutboxItem[] | undefined> {
  const open = (await store.listMutations()).filter(
    (item) => item.fault === undefined && item.consent !== 'needed',
  );
  const launches = open.filter(isLaunch);
  // A clock that was put back since may hide how long it lay.
  const isOld = ({ atMs }: OutboxItem) => Math.abs(nowMs() - atMs) > FRESH_MS;
  const held = launches.filter((item) => item.consent === undefined && isOld(item));
  const repeats = launches.filter((item) => item.wasTried && !held.includes(item));
  if (repeats.length > 0) {
    // Another history of the server may have forgotten a launch that was paid for in the old one.
    const isSame = await isSameHistory(store, api);
    if (isSame === undefined) return undefined;
    if (!isSame) held.push(...repeats);
  }
  if (held.length > 0) {
    await store.noteMutations(
      held.map(({ id }) => id),
      { consent: 'needed' },
    );
  }
  return batchOf(open.filter((item) => !held.includes(item)));
}

/** As many as the server takes in one request: long prompts go a few at a time. */
function batchOf(items: OutboxItem[]): OutboxItem[] {
  let chars = 0;
  const end = items.slice(0, BATCH).findIndex(({ mutation }) => {
    chars += JSON.stringify(mutation).length;
    return chars > BATCH_CHARS;
  });
  return items.slice(0, end === -1 ? BATCH : Math.max(1, end));
}

async function isSameHistory(store: LocalStore, api: Pick<Api, 'feed'>): Promise<boolean | undefined> {
  const cursor = await store.feedCursor(USER_FEED);
  if (!cursor) return true;
  const answer = await api.feed(cursor.seq);
  if (!answer.ok) return undefined;
  return answer.value.epoch === cursor.epoch && answer.value.seq >= cursor.seq;
}

/** A launch that never arrived needs no cancelling. */
function isCancelOfNothing(mutation: Mutation, fault: string | undefined): boolean {
  return mutation.kind === 'job.cancel' && fault === 'job_not_found';
}

/**
 * What the server has done stands in this device's records before the mutation leaves the outbox, ahead of the record
 * that comes with the feed: the list never shows the state before, and a server that is set back in between is found
 * to lack a project (C8).
 */
async function keepProject(store: LocalStore, item: OutboxItem, epoch: string): Promise<void> {
  if (!item.mutation.kind.startsWith('project.')) return;
  const records = await store.listRecords(USER_FEED, 'project');
  const before = mergeProjects(records, []);
  const changed = mergeProjects(records, [item]).find(({ id }) => id === item.mutation.project);
  if (!changed || before.some((project) => isSame(project, changed))) return;
  const cursor = (await store.feedCursor(USER_FEED)) ?? { epoch, seq: 0 };
  await store.applyFeed(
    USER_FEED,
    [{ seq: cursor.seq, kind: 'project', id: changed.id, value: changed }],
    cursor,
  );
}

function isSame(a: ProjectRecord, b: ProjectRecord): boolean {
  return a.id === b.id && a.trashedAt === b.trashedAt;
}
