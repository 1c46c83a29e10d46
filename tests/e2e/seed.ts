import { randomBytes } from 'node:crypto';
import * as Y from 'yjs';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { addShots, initIndexDoc } from '#shared/documents/index-doc.ts';
import { DeviceId, MutationId, ProjectId, ShotId } from '#shared/ids.ts';
import { encodePush } from '#shared/sync/push.ts';
import { createUlid } from '#shared/ulid.ts';
import type { Studio } from './studio.ts';

function newUlid(): string {
  return createUlid({ nowMs: () => Date.now(), randomByte: () => randomBytes(1)[0] ?? 0 });
}

/** A project with that many titled shots, put on the server the way another device would; answers with its path. */
export async function seedProject(
  studio: Studio,
  { name, shots }: { name: string; shots: number },
): Promise<{ path: string; titles: string[]; project: ProjectId; ids: ShotId[] }> {
  const project = ProjectId.parse(newUlid());
  const titles = Array.from({ length: shots }, (_, n) => `Шот из запаса ${n + 1}`);
  const doc = new Y.Doc();
  initIndexDoc(doc, name);
  const newShots = titles.map((title) => ({ id: ShotId.parse(newUlid()), title }));
  addShots(doc, newShots, { at: 0, randomBit: () => (randomBytes(1)[0] ?? 0) % 2 === 1 });

  const mutation = { id: MutationId.parse(newUlid()), kind: 'project.create', project, name };
  await studio.request('/api/mutations', { body: JSON.stringify([mutation]), type: 'application/json' });
  const push = encodePush({
    device: DeviceId.parse(newUlid()),
    rows: [{ row: 1, update: Y.encodeStateAsUpdate(doc) }],
  });
  await studio.request(`/api/docs/${docNameOf({ kind: 'index', project })}/push`, {
    body: new Uint8Array(push),
    type: 'application/octet-stream',
  });
  return { path: `/p/${project}`, titles, project, ids: newShots.map(({ id }) => id) };
}
