import * as Y from 'yjs';
import type { AssetKind } from '#shared/assets/asset-kind.ts';
import { addShots, initIndexDoc, offerHeadliner } from '#shared/documents/index-doc.ts';
import { ShotId } from '#shared/ids.ts';
import { createUlid } from '#shared/ulid.ts';
import { aManifest, aZip, partOf } from '../sync-server/archive/a-zip.ts';
import { sha256Of } from '../sync-server/runners/a-runner.ts';

/** A file of somebody's own in a shot. */
export type FilmAsset = {
  kind: AssetKind;
  type: string;
  content: Buffer;
  width?: number;
  height?: number;
  durationMs?: number;
};
export type FilmShot = { title: string; assets: FilmAsset[] };

let made = 0;

function newUlid(): string {
  made += 1;
  return createUlid({ nowMs: () => 1_700_000_000_000 + made, randomByte: () => made % 256 });
}

/** A `.raskadr` file of these shots. What is seen first in a shot is its headliner. */
export function aFilmFile({ name, shots }: { name: string; shots: FilmShot[] }): Buffer {
  const index = new Y.Doc();
  initIndexDoc(index, name);
  const ids = shots.map(() => ShotId.parse(newUlid()));
  const newShots = shots.map(({ title }, n) => ({ id: ids[n] ?? ShotId.parse(newUlid()), title }));
  addShots(index, newShots, { at: 0, randomBit: () => (made++ >> 2) % 2 === 1 });
  const assets = newShots.flatMap(({ id: shot }, n) =>
    (shots[n]?.assets ?? []).map(
      ({ content, kind, type, width = null, height = null, durationMs = null }) => ({
        content,
        record: {
          ...{ id: newUlid(), shot, sha256: sha256Of(content), kind, type, sizeBytes: content.length },
          ...{ width, height, durationMs, take: null, prompt: null, model: null, position: 0, createdAt: 1 },
        },
      }),
    ),
  );
  for (const shot of ids) {
    const seen = assets.find(
      ({ record }) => record.shot === shot && ['image', 'video'].includes(record.kind),
    );
    if (seen) offerHeadliner(index, shot, seen.record.id);
  }
  const contents = [...new Map(assets.map(({ record, content }) => [record.sha256, content]))].map(
    ([sha256, content]) => ({ name: `blobs/${sha256}`, content }),
  );
  const state = Y.encodeStateAsUpdate(index);
  const rows = Buffer.from(JSON.stringify(assets.map(({ record }) => record)));
  const parts = [partOf('docs/index.yjs', state), { ...partOf('assets.json', rows), kind: 'assets' }];
  return aZip([
    { name: 'docs/index.yjs', content: state },
    ...contents,
    { name: 'assets.json', content: rows },
    aManifest(parts, { name }),
  ]);
}
