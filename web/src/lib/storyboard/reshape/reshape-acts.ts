import * as Y from 'yjs';
import { newUlid } from '#lib/new-id.ts';
import type { Act, SyncEngine } from '#lib/sync/engine.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { setHeadliner } from '#shared/documents/headliner.ts';
import {
  addShots,
  duplicateShots,
  listShots,
  renameShot,
  restoreShots,
  type Shot,
  setShotNote,
  setShotPlan,
  trashShots,
} from '#shared/documents/index-doc.ts';
import { addPrompt, draftOf, listTakes, listTrashed, setMark } from '#shared/documents/shot-doc.ts';
import { type ProjectId, ShotId } from '#shared/ids.ts';
import { allRecords, writeRecords } from '#shared/storyboard/asset-records.ts';
import { copyShotContent } from '#shared/storyboard/copy-shot-content.ts';
import { mergeShots } from '#shared/storyboard/merge-shots.ts';
import { halfPlans, nextPartTitle } from '#shared/storyboard/split-shot.ts';
import { inPieces, moveAct, moveBackAct, newMutationId } from './move-assets.ts';
import type { Reversible } from './own-step.ts';

type World = { engine: SyncEngine; project: ProjectId; assets: AssetRecord[] };
export type Reshaped = { act: Act; made: ShotId[]; back: Reversible };
type Copy = { from: AssetRecord; id: string; shot: ShotId };

const indexOf = (project: ProjectId) => docNameOf({ kind: 'index', project });
const boxOf = (project: ProjectId, shot: ShotId) => docNameOf({ kind: 'shot', project, shot });
const randomBit = () => (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % 2 === 1;

/** Shots once more, with all that was made for them and was not thrown away. */
export async function duplicateAct({ engine, project, assets }: World, ids: ShotId[]): Promise<Reshaped> {
  const pairs = ids.map((from) => ({ from, id: ShotId.parse(newUlid()) }));
  const shotOf = new Map(pairs.map(({ from, id }) => [from, id]));
  const originals = new Map<ShotId, Y.Doc>();
  for (const id of ids) originals.set(id, await engine.localCopy(boxOf(project, id)));
  const thrownAway = new Set([...originals.values()].flatMap((doc) => [...listTrashed(doc).keys()]));
  const copies = copiesOf(assets, ({ id, shot }) => (thrownAway.has(id) ? undefined : shotOf.get(shot)));
  const copyOf = new Map(copies.map(({ from, id }) => [from.id, id]));
  const act: Act = { edits: [], mutations: copyMutations(project, copies) };
  act.edits.push({
    doc: indexOf(project),
    edit: (doc) => {
      const before = new Map(listShots(doc).map((shot) => [shot.id, shot]));
      duplicateShots(doc, pairs, randomBit);
      for (const { from, id } of pairs) {
        const headliner = before.get(from)?.headliner ?? null;
        setHeadliner(doc, id, headliner === null ? null : (copyOf.get(headliner) ?? null));
      }
    },
  });
  for (const { from, id } of pairs) {
    const original = originals.get(from);
    if (!original) continue;
    const records = allRecords(original, copyOf);
    act.edits.push({
      doc: boxOf(project, id),
      edit: (doc) => {
        copyShotContent(original, doc);
        writeRecords(doc, records);
      },
    });
  }
  const made = pairs.map(({ id }) => id);
  return { act, made, back: comingAndGoing(project, made) };
}

/** Some assets of a shot to a new one right after it; the plan is shared by halves. */
export async function splitAct({ engine, project, assets }: World, shot: Shot): Promise<Reshaped> {
  const id = ShotId.parse(newUlid());
  const halves = halfPlans(shot);
  const { act, before } = await moveAct(engine, { project, assets, to: () => id });
  const headliner = before.find(({ wasHeadliner }) => wasHeadliner)?.asset ?? null;
  act.edits.push({
    doc: indexOf(project),
    edit: (doc) => {
      const at = listShots(doc).findIndex((one) => one.id === shot.id) + 1;
      const title = nextPartTitle(shot.title);
      const made = { id, title, note: shot.note, state: shot.state, ...(halves && { planS: halves[1] }) };
      addShots(doc, [made], { at: at > 0 ? at : listShots(doc).length, randomBit });
      if (headliner !== null) setHeadliner(doc, id, headliner);
      if (halves) setShotPlan(doc, [shot.id], halves[0]);
    },
  });
  const undo = async () => {
    const back = await moveBackAct(engine, project, before);
    back.edits.push({
      doc: indexOf(project),
      edit: (doc) => {
        trashShots(doc, [id], Date.now());
        if (halves) setIf(doc, shot.id, { planS: [halves[0], shot.planS] });
      },
    });
    return back;
  };
  const redo = async () => {
    const moved = await engine.findAssets(
      project,
      before.map(({ asset }) => asset),
    );
    const again = (await moveAct(engine, { project, assets: moved, to: () => id })).act;
    again.edits.push({
      doc: indexOf(project),
      edit: (doc) => {
        restoreShots(doc, [id]);
        if (headliner !== null) setHeadliner(doc, id, headliner);
        if (halves) setIf(doc, shot.id, { planS: [shot.planS, halves[0]] });
      },
    });
    return again;
  };
  return { act, made: [id], back: { undo, redo } };
}

/** Several shots in the first of them. The others go whole to the trash; the first has copies of all that was theirs. */
export async function mergeAct(
  { engine, project, assets }: World,
  shots: Shot[],
): Promise<Reshaped | undefined> {
  const [first, ...others] = shots;
  if (!first || others.length === 0) return undefined;
  const gone = others.map(({ id }) => id);
  const copies = copiesOf(assets, (asset) => (asset.shot === first.id ? undefined : first.id));
  const copyOf = new Map(copies.map(({ from, id }) => [from.id, id]));
  const merged = mergeShots(shots);
  const wanted = merged.headlinerOf?.headliner ?? null;
  const headliner = first.headliner ?? (wanted === null ? null : (copyOf.get(wanted) ?? null));
  const act: Act = { edits: [], mutations: copyMutations(project, copies) };
  act.edits.push({
    doc: indexOf(project),
    edit: (doc) => {
      renameShot(doc, first.id, merged.title);
      setShotNote(doc, first.id, merged.note);
      setShotPlan(doc, [first.id], merged.planS);
      setHeadliner(doc, first.id, headliner);
      trashShots(doc, gone, Date.now());
    },
  });
  const originals = await Promise.all(gone.map((id) => engine.localCopy(boxOf(project, id))));
  const records = originals.map((original) => allRecords(original, copyOf));
  const drafts = originals
    .map((original) => draftOf(original).toString())
    .filter((text) => text.trim() !== '');
  act.edits.push({
    doc: boxOf(project, first.id),
    edit: (doc) => {
      for (const one of records) writeRecords(doc, one);
      for (const text of drafts)
        addPrompt(doc, { id: newUlid(), text, model: null, params: {}, createdAt: Date.now() });
    },
  });
  const own = await engine.localCopy(boxOf(project, first.id));
  const ownTakes = new Set(listTakes(own).map(({ id }) => id));
  own.destroy();
  const come = records.flatMap(({ takes }) => takes.map(([id]) => id)).filter((id) => !ownTakes.has(id));
  const hidden = [...copyOf.values(), ...come];
  const turn = (isBack: boolean): Promise<Act> => {
    const pair = <T>(before: T, after: T): [T, T] => (isBack ? [after, before] : [before, after]);
    return Promise.resolve({
      edits: [
        {
          doc: indexOf(project),
          edit: (doc) => {
            setIf(doc, first.id, {
              title: pair(first.title, merged.title),
              note: pair(first.note, merged.note),
              planS: pair(first.planS, merged.planS),
              headliner: pair(first.headliner, headliner),
            });
            if (isBack) restoreShots(doc, gone);
            else trashShots(doc, gone, Date.now());
          },
        },
        {
          doc: boxOf(project, first.id),
          edit: (doc) => {
            for (const id of hidden)
              setMark(doc, id, { mark: 'deletedAt', value: isBack ? Date.now() : null });
          },
        },
      ],
      mutations: [],
    });
  };
  return { act, made: [first.id], back: { undo: () => turn(true), redo: () => turn(false) } };
}

function copiesOf(assets: AssetRecord[], shotOf: (asset: AssetRecord) => ShotId | undefined): Copy[] {
  return assets.flatMap((from) => {
    const shot = shotOf(from);
    return shot ? [{ from, id: newUlid(), shot }] : [];
  });
}

function copyMutations(project: ProjectId, copies: Copy[]): Act['mutations'] {
  return inPieces(copies).map((piece) => ({
    id: newMutationId(),
    kind: 'asset.copy',
    project,
    copies: piece.map(({ from, id, shot }) => ({ from: from.id, id, shot })),
  }));
}

/** What was made goes to the trash and comes back from there: what has been put into it meanwhile is not lost. */
function comingAndGoing(project: ProjectId, shots: ShotId[]): Reversible {
  const turn = (edit: (doc: Y.Doc) => void): Promise<Act> =>
    Promise.resolve({ edits: [{ doc: indexOf(project), edit }], mutations: [] });
  return {
    undo: () => turn((doc) => trashShots(doc, shots, Date.now())),
    redo: () => turn((doc) => restoreShots(doc, shots)),
  };
}

/** Turns values from the first to the second, where nobody has written another since. */
function setIf(doc: Y.Doc, id: ShotId, values: Record<string, [from: unknown, to: unknown]>): void {
  const entry = doc.getMap('shots').get(id);
  if (!(entry instanceof Y.Map)) return;
  for (const [key, [from, to]] of Object.entries(values)) if (entry.get(key) === from) entry.set(key, to);
}
