import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { moveAct, moveBackAct, RecordsMissingError } from '#lib/storyboard/reshape/move-assets.ts';
import { duplicateAct, mergeAct, splitAct } from '#lib/storyboard/reshape/reshape-acts.ts';
import { createApi } from '#lib/sync/api.ts';
import { createEngine } from '#lib/sync/create-engine.ts';
import { Leader } from '#lib/sync/leader.ts';
import { createMemoryStore } from '#lib/sync/memory-store.ts';
import { waitingAssetMutations } from '#lib/sync/outbox.ts';
import { AssetRecord } from '#shared/assets/asset-record.ts';
import { overlayAssets } from '#shared/assets/overlay-assets.ts';
import { readAssetMarks, setMarks } from '#shared/documents/asset-marks.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { setHeadliner } from '#shared/documents/headliner.ts';
import { addShots, initIndexDoc, listShots, listTrash } from '#shared/documents/index-doc.ts';
import {
  addPrompt,
  addTake,
  draftOf,
  listPrompts,
  listTakes,
  listTrashed,
} from '#shared/documents/shot-doc.ts';
import { DeviceId, MutationId, ProjectId, ShotId } from '#shared/ids.ts';

const ID = '01JXT22F1SEB16182Y36SZ9G';
const PROJECT = ProjectId.parse(`${ID}AA`);
const [ROOF, BRIDGE] = [ShotId.parse(`${ID}B1`), ShotId.parse(`${ID}B2`)];
const [NIGHT, DAWN, FOG] = [`${ID}C1`, `${ID}C2`, `${ID}C3`] as const;
const INDEX = docNameOf({ kind: 'index', project: PROJECT });
const boxOf = (shot: ShotId) => docNameOf({ kind: 'shot', project: PROJECT, shot });

function record(id: string, shot: ShotId, n: number) {
  return {
    ...{
      id,
      shot,
      project: PROJECT,
      sha256: String(n).repeat(64),
      kind: 'image',
      type: 'image/png',
      sizeBytes: 1,
    },
    ...{
      width: 1,
      height: 1,
      durationMs: null,
      take: `${ID}D${n}`,
      prompt: `${ID}E${n}`,
      job: null,
      model: null,
    },
    ...{ position: 0, createdAt: 1, renditions: [], name: null, by: null },
  };
}

/** A device without the net: two shots, the roof with two pictures, the bridge with one. */
async function aDevice() {
  const store = createMemoryStore();
  const told = [record(NIGHT, ROOF, 1), record(DAWN, ROOF, 2), record(FOG, BRIDGE, 3)];
  const rows = told.map((value, n) => ({ seq: n + 1, kind: 'asset', id: value.id, value }));
  await store.applyFeed(`p:${PROJECT}`, rows, { epoch: 'e', seq: 3 });
  const engine = createEngine({
    store,
    api: createApi(() => Promise.reject(new TypeError('no server'))),
    tabs: { post: () => {}, listen: () => () => {}, lock: async () => undefined, close: () => {} },
    baseUrl: 'ws://nowhere/y',
    openSocket: () => ({
      ...{ readyState: 0, binaryType: 'arraybuffer', send: () => {}, close: () => {} },
      ...{ onopen: null, onmessage: null, onclose: null, onerror: null },
    }),
    device: DeviceId.parse(`${ID}F1`),
    loadLeader: async () => (ports) => new Leader(ports),
    newMutationId: () => MutationId.parse(`${ID}F2`),
    createDoc: () => new Y.Doc(),
    onAwake: () => () => {},
  });
  const made = (n: number, parent?: string) => (doc: Y.Doc) => {
    const common = { model: null, params: {}, createdAt: 1 };
    if (parent) addPrompt(doc, { id: parent, text: 'предок', ...common });
    addPrompt(doc, { id: `${ID}E${n}`, text: `промт ${n}`, ...common, parent: parent ?? null });
    addTake(doc, { id: `${ID}D${n}`, prompt: `${ID}E${n}`, job: null, createdAt: 1 });
  };
  await engine.act({
    mutations: [],
    edits: [
      {
        doc: INDEX,
        edit: (doc) => {
          initIndexDoc(doc, 'Фильм');
          const shots = [
            { id: ROOF, title: 'Крыша', planS: 5, note: 'Дождь' },
            { id: BRIDGE, title: 'Мост', planS: 2 },
          ];
          addShots(doc, shots, { at: 0, randomBit: () => false });
          setHeadliner(doc, ROOF, DAWN);
          setHeadliner(doc, BRIDGE, FOG);
        },
      },
      { doc: boxOf(ROOF), edit: made(1) },
      { doc: boxOf(ROOF), edit: made(2, `${ID}E9`) },
      { doc: boxOf(ROOF), edit: (doc) => setMarks(doc, [DAWN], 'rating', 5) },
      { doc: boxOf(BRIDGE), edit: made(3) },
      { doc: boxOf(BRIDGE), edit: (doc) => draftOf(doc).insert(0, 'туман над водой') },
    ],
  });

  const assets = async () => {
    const base = new Map(told.map((value) => [value.id, AssetRecord.parse(value)]));
    return [...overlayAssets(base, waitingAssetMutations(await store.listMutations(), PROJECT)).values()];
  };
  const film = async () => {
    const doc = await engine.localCopy(INDEX);
    return listShots(doc).map(({ title, planS, headliner }) => ({ title, planS, headliner }));
  };
  const standing = async () => (await assets()).map(({ id, shot }) => `${id.slice(-2)} ${shot.slice(-2)}`);
  const shotsNow = async () => listShots(await engine.localCopy(INDEX));
  return { engine, store, assets, film, standing, shotsNow };
}

type Device = Awaited<ReturnType<typeof aDevice>>;

/** What a box of a shot says of its assets. */
async function boxFacts({ engine }: Device, shot: ShotId) {
  const doc = await engine.localCopy(boxOf(shot));
  return {
    prompts: listPrompts(doc).map(({ text }) => text),
    takes: listTakes(doc).length,
    draft: draftOf(doc).toString(),
    hidden: listTrashed(doc).size,
    doc,
  };
}

test('V54: assets move with takes, prompts, ancestors and marks, and the shot they stood for has no headliner', async () => {
  const device = await aDevice();
  const { engine, film, standing } = device;
  const before = await film();
  const assets = (await device.assets()).filter(({ id }) => id === DAWN);
  const { act, before: stood } = await moveAct(engine, { project: PROJECT, assets, to: () => BRIDGE });
  await engine.act(act);
  await expect.poll(standing).toEqual(['C1 B1', 'C2 B2', 'C3 B2']);
  expect((await film()).map(({ headliner }) => headliner)).toEqual([null, FOG]);
  const box = await boxFacts(device, BRIDGE);
  expect(box).toMatchObject({ prompts: ['промт 2', 'промт 3', 'предок'], takes: 2 });
  expect(readAssetMarks(box.doc, DAWN).rating).toBe(5);

  await expect.poll(() => engine.outbox().length).toBe(1);
  await engine.act(await moveBackAct(engine, PROJECT, stood));
  await expect.poll(standing).toEqual(['C1 B1', 'C2 B1', 'C3 B2']);
  expect(await film()).toEqual(before);
  await engine.close();
});

test('V54: without the records of its shot on the device nothing moves', async () => {
  const { engine, store, assets } = await aDevice();
  const nowhere = { ...(await assets())[0], shot: ShotId.parse(`${ID}B7`) };
  const moved = [AssetRecord.parse(nowhere)];
  await expect(moveAct(engine, { project: PROJECT, assets: moved, to: () => ROOF })).rejects.toThrow(
    RecordsMissingError,
  );
  expect(await store.listMutations()).toEqual([]);
  await engine.close();
});

test('V57: a whole copy has assets of its own on the same content, the headliner, prompts, marks and the draft', async () => {
  const device = await aDevice();
  const { engine, film, shotsNow } = device;
  const before = await film();
  const { act, made, back } = await duplicateAct(
    { engine, project: PROJECT, assets: await device.assets() },
    [ROOF],
  );
  await engine.act(act);
  const shots = await shotsNow();
  expect(shots.map(({ title }) => title)).toEqual(['Крыша', 'Крыша', 'Мост']);
  const copies = (await device.assets()).filter(({ shot }) => shot === made[0]);
  expect(copies.map(({ sha256 }) => sha256[0])).toEqual(['1', '2']);
  expect(shots[1]?.headliner).toBe(copies[1]?.id);
  const box = await boxFacts(device, made[0] ?? ROOF);
  expect(box).toMatchObject({ prompts: ['промт 1', 'промт 2', 'предок'], takes: 2 });
  expect(readAssetMarks(box.doc, copies[1]?.id ?? '').rating).toBe(5);
  await engine.act(await back.undo());
  expect(await film()).toEqual(before);
  await engine.act(await back.redo());
  expect(await shotsNow()).toHaveLength(3);
  await engine.close();
});

test('V55: a part of a shot becomes the next one, and comes back', async () => {
  const device = await aDevice();
  const { engine, film, standing, shotsNow } = device;
  const before = await film();
  const [roof] = await shotsNow();
  if (!roof) throw new Error('no shot');
  const assets = (await device.assets()).filter(({ id }) => id === DAWN);
  const { act, back } = await splitAct({ engine, project: PROJECT, assets }, roof);
  await engine.act(act);
  const after = [
    { title: 'Крыша', planS: 2.5, headliner: null },
    { title: 'Крыша (2)', planS: 2.5, headliner: DAWN },
    { title: 'Мост', planS: 2, headliner: FOG },
  ];
  expect(await film()).toEqual(after);
  await expect.poll(() => engine.outbox().length).toBe(1);
  await engine.act(await back.undo());
  expect(await film()).toEqual(before);
  expect(await standing()).toEqual(['C1 B1', 'C2 B1', 'C3 B2']);
  await expect.poll(() => engine.outbox().length).toBe(2);
  await engine.act(await back.redo());
  expect(await film()).toEqual(after);
  await engine.close();
});

test('V56: several shots become the first; drafts stay as prompts, the others lie whole in the trash, and all comes back', async () => {
  const device = await aDevice();
  const { engine, film, shotsNow } = device;
  const before = await film();
  const shots = await shotsNow();
  const reshaped = await mergeAct({ engine, project: PROJECT, assets: await device.assets() }, shots);
  if (!reshaped) throw new Error('nothing merged');
  await engine.act(reshaped.act);
  const merged = [{ title: 'Крыша + Мост', planS: 7, headliner: DAWN }];
  expect(await film()).toEqual(merged);
  expect(listTrash(await engine.localCopy(INDEX)).map(({ id, headliner }) => [id, headliner])).toEqual([
    [BRIDGE, FOG],
  ]);
  expect((await device.assets()).filter(({ shot }) => shot === ROOF)).toHaveLength(3);
  expect((await device.assets()).filter(({ shot }) => shot === BRIDGE)).toHaveLength(1);
  const box = await boxFacts(device, ROOF);
  expect(box).toMatchObject({ takes: 3, draft: '', hidden: 0 });
  expect(box.prompts).toContain('туман над водой');
  await engine.act(await reshaped.back.undo());
  expect(await film()).toEqual(before);
  // The copy and its take are put away; those of the roof itself are not.
  expect([...listTrashed((await boxFacts(device, ROOF)).doc).keys()]).toHaveLength(2);
  await engine.act(await reshaped.back.redo());
  expect(await film()).toEqual(merged);
  await engine.close();
});

test('V56: what somebody has written since is not taken back with a merge', async () => {
  const device = await aDevice();
  const { engine, film, shotsNow } = device;
  const reshaped = await mergeAct(
    { engine, project: PROJECT, assets: await device.assets() },
    await shotsNow(),
  );
  if (!reshaped) throw new Error('nothing merged');
  await engine.act(reshaped.act);
  await engine.act({ mutations: [], edits: [{ doc: INDEX, edit: (doc) => setHeadliner(doc, ROOF, NIGHT) }] });
  await engine.act(await reshaped.back.undo());
  expect((await film())[0]).toEqual({ title: 'Крыша', planS: 5, headliner: NIGHT });
  await engine.close();
});
