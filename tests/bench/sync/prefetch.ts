import { decodePull } from '#shared/sync/pull.ts';
import { manyAtOnce } from '../load/many-at-once.ts';
import { openDoc } from '../load/seed.ts';
import type { RunningSystem } from '../servers/system.ts';
import { prefetchHocuspocus } from '../wire/hocuspocus-prefetch.ts';
import { httpGet } from '../wire/http-get.ts';

const socketsAtOnce = 10;

export type Prefetch = { project: string; docs: readonly string[] };

/** Fetches the whole project by the best way each server has; returns the bytes that came over the wire. */
export async function prefetch(system: RunningSystem, { project, docs }: Prefetch): Promise<number> {
  switch (system.key) {
    case 'ours':
      return await pullAll(system, { project, docs });
    case 'yWebsocket':
      return await openEach(system, docs);
    case 'hocuspocus':
    case 'hocuspocusEager':
      return await prefetchHocuspocus(system.process.origin, docs);
    case 'bullmq':
    case 'bare':
      throw new Error('it has no documents');
  }
}

async function pullAll(system: RunningSystem, { project, docs }: Prefetch): Promise<number> {
  const missing = new Set(docs);
  let bytes = 0;
  let since = 0;
  for (let more = true; more; ) {
    const answer = await httpGet(
      `${system.process.origin}/api/projects/${project}/pull?since=${since}`,
      system.headers,
    );
    const page = decodePull(answer.body);
    for (const { doc } of page.docs) missing.delete(doc);
    bytes += answer.bytesOnWire;
    more = page.more;
    since = page.cursor;
  }
  if (missing.size > 0) throw new Error(`the pull left out ${missing.size} of ${docs.length} documents`);
  return bytes;
}

async function openEach(system: RunningSystem, docs: readonly string[]): Promise<number> {
  let bytes = 0;
  await manyAtOnce(docs, socketsAtOnce, async (doc) => {
    await using client = await openDoc(system, doc);
    bytes += client.bytesRead;
  });
  return bytes;
}
