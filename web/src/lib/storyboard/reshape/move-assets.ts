import { newUlid } from '#lib/new-id.ts';
import type { Act, SyncEngine } from '#lib/sync/engine.ts';
import { ASSETS_AT_ONCE } from '#shared/assets/asset-mutations.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { setHeadliner } from '#shared/documents/headliner.ts';
import { listShots } from '#shared/documents/index-doc.ts';
import { listTakes } from '#shared/documents/shot-doc.ts';
import { MutationId, type ProjectId, type ShotId } from '#shared/ids.ts';
import { type AssetRecords, recordsOf, writeRecords } from '#shared/storyboard/asset-records.ts';
import type { Mutation } from '#shared/sync/mutation.ts';

/** The prompts of these assets have not come to this device yet: they would not go along. */
export class RecordsMissingError extends Error {}

/** Where assets stand, and which of them stood for their shot. */
export type Standing = { asset: string; shot: ShotId; wasHeadliner: boolean };

export function newMutationId(): MutationId {
  return MutationId.parse(newUlid());
}

export function inPieces<T>(items: T[]): T[][] {
  const pieces: T[][] = [];
  for (let at = 0; at < items.length; at += ASSETS_AT_ONCE) pieces.push(items.slice(at, at + ASSETS_AT_ONCE));
  return pieces;
}

/** Takes, prompts and marks of assets, read where they stand. */
async function readAssetRecords(
  engine: SyncEngine,
  project: ProjectId,
  assets: AssetRecord[],
): Promise<AssetRecords> {
  const all: AssetRecords = { prompts: [], takes: [], marks: [] };
  for (const [shot, group] of Map.groupBy(assets, (asset) => asset.shot)) {
    const doc = await engine.localCopy(docNameOf({ kind: 'shot', project, shot }));
    const records = recordsOf(doc, group);
    const isEmpty = listTakes(doc).length === 0;
    doc.destroy();
    if (isEmpty && group.some(({ take }) => take !== null)) throw new RecordsMissingError();
    all.prompts.push(...records.prompts);
    all.takes.push(...records.takes);
    all.marks.push(...records.marks);
  }
  return all;
}

/** Each asset to a shot, its records with it; a shot that loses its headliner has none. One act. */
export async function moveAct(
  engine: SyncEngine,
  { project, assets, to }: { project: ProjectId; assets: AssetRecord[]; to: (asset: string) => ShotId },
): Promise<{ act: Act; before: Standing[] }> {
  const moved = assets.filter(({ id, shot }) => to(id) !== shot);
  const act: Act = { edits: [], mutations: [] };
  for (const [shot, group] of Map.groupBy(moved, ({ id }) => to(id))) {
    const records = await readAssetRecords(engine, project, group);
    act.edits.push({
      doc: docNameOf({ kind: 'shot', project, shot }),
      edit: (doc) => writeRecords(doc, records),
    });
    for (const piece of inPieces(group.map(({ id }) => id)))
      act.mutations.push({
        id: newMutationId(),
        kind: 'asset.move',
        project,
        assets: piece,
        to: shot,
      } satisfies Mutation);
  }
  const index = await engine.localCopy(docNameOf({ kind: 'index', project }));
  const headliners = new Map(listShots(index).map(({ id, headliner }) => [id, headliner]));
  index.destroy();
  const before = moved.map(({ id, shot }) => ({
    asset: id,
    shot,
    wasHeadliner: headliners.get(shot) === id,
  }));
  const left = before.filter(({ wasHeadliner }) => wasHeadliner);
  if (left.length > 0)
    act.edits.push({
      doc: docNameOf({ kind: 'index', project }),
      edit: (doc) => {
        for (const { shot } of left) setHeadliner(doc, shot, null);
      },
    });
  return { act, before };
}

/** Back to where they stood; each stands for its shot again unless another does by now. */
export async function moveBackAct(engine: SyncEngine, project: ProjectId, before: Standing[]): Promise<Act> {
  const home = new Map(before.map(({ asset, shot }) => [asset, shot]));
  const assets = await engine.findAssets(project, [...home.keys()]);
  const { act } = await moveAct(engine, {
    project,
    assets,
    // Only assets that are asked for are moved.
    to: (asset) => home.get(asset) as ShotId,
  });
  const stood = before.filter(({ wasHeadliner }) => wasHeadliner);
  if (stood.length > 0)
    act.edits.push({
      doc: docNameOf({ kind: 'index', project }),
      edit: (doc) => {
        const now = new Map(listShots(doc).map(({ id, headliner }) => [id, headliner]));
        for (const { shot, asset } of stood) if (now.get(shot) === null) setHeadliner(doc, shot, asset);
      },
    });
  return act;
}
