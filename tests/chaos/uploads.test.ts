import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { addShots, initIndexDoc, listShots } from '#shared/documents/index-doc.ts';
import { DeviceId, ShotId } from '#shared/ids.ts';
import { aFile, hashOf } from '../sync-server/incoming/a-sender.ts';
import { TusLine } from '../sync-server/incoming/tus-line.ts';
import { newUlid, Studio } from './studio.ts';
import { STEPS } from './uploads-server.ts';

const ENTRY = 'tests/chaos/uploads-server.ts';

type Facts = { project: string; shot: string; filename: string; asset: string; sha256?: string };
type Sent = { line: TusLine; facts: Facts; bytes: Uint8Array };

/** How an upload whose server has died is gone on with. */
const WAYS: [string, (sent: Sent) => Promise<unknown>][] = [
  ['it is asked for', ({ line, facts }) => line.offsetOf(facts.asset)],
  ['it is begun again', ({ line, facts, bytes }) => line.create(bytes.byteLength, facts)],
  ['its last piece is sent again', ({ line, facts, bytes }) => line.patch(facts.asset, 0, bytes)],
];
/** The sweep of the start does it. */
const NOBODY: (typeof WAYS)[number] = ['nobody comes', async () => undefined];

async function assetsOf(studio: Studio, shot: string) {
  const { rows } = await (await studio.get(`/api/projects/${studio.project}/feed?since=0`)).json();
  return rows
    .filter(
      ({ kind, value }: { kind: string; value: { shot: string } }) => kind === 'asset' && value.shot === shot,
    )
    .map(({ id }: { id: string }) => id);
}

async function aShot(studio: Studio): Promise<ShotId> {
  const id = ShotId.parse(newUlid());
  const { doc } = await studio.read(studio.index);
  if (doc.getMap('meta').size === 0) initIndexDoc(doc, 'Фильм');
  addShots(doc, [{ id, title: 'Кадр' }], { at: 0, randomBit: () => true });
  await studio.push(studio.index, {
    device: DeviceId.parse(newUlid()),
    rows: [{ row: 1, update: Y.encodeStateAsUpdate(doc) }],
  });
  return id;
}

async function headlinerOf(studio: Studio, shot: string): Promise<string | null | undefined> {
  const { doc } = await studio.read(studio.index);
  return listShots(doc).find(({ id }) => id === shot)?.headliner;
}

test.for(STEPS)(
  'M10: killed %s, an upload loses nothing and becomes one asset, whoever goes on with it',
  // Servers are started for it, and a busy machine takes its time for each.
  { timeout: 180_000 },
  async (step) => {
    await using studio = await Studio.create({ entry: ENTRY });
    for (const [way, goOn] of [NOBODY, WAYS[STEPS.indexOf(step) % WAYS.length] ?? NOBODY]) {
      const isHashSaid = way === NOBODY[0];
      const shot = await aShot(studio);
      const bytes = aFile(300_000);
      const facts = {
        ...{ project: studio.project, shot, filename: 'кадр.png', asset: newUlid() },
        ...(isHashSaid ? { sha256: hashOf(bytes) } : {}),
      };
      await studio.server.send({ dieAt: step });
      const doomed = lineTo(studio);
      expect((await doomed.create(bytes.byteLength, facts)).status, way).toBe(201);
      await expect(doomed.patch(facts.asset, 0, bytes), way).rejects.toThrow();
      await studio.server.ending();
      await studio.restart();
      const line = lineTo(studio);
      await goOn({ line, facts, bytes });
      await expect.poll(() => assetsOf(studio, shot), { message: way }).toEqual([facts.asset]);
      expect(await line.offsetOf(facts.asset), way).toBe(bytes.byteLength);
      expect(await headlinerOf(studio, shot), way).toBe(facts.asset);
      const media = await studio.get(`/media/${hashOf(bytes)}/original`);
      expect(hashOf(new Uint8Array(await media.arrayBuffer())), way).toBe(hashOf(bytes));
      expect(await readdir(join(studio.dataDir, 'blobs', 'incoming')), way).toEqual([]);
    }
  },
);

function lineTo(studio: Studio): TusLine {
  return new TusLine({ origin: studio.server.url, cookie: studio.cookie });
}
