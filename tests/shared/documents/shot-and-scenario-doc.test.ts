import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { DocName, docAddressOf, docNameOf } from '#shared/documents/doc-name.ts';
import {
  addLayer,
  addScene,
  addSegment,
  listLayers,
  listScenes,
  listSegments,
} from '#shared/documents/scenario-doc.ts';
import {
  addPrompt,
  addTake,
  draftOf,
  listPrompts,
  listTakes,
  readMark,
  readParams,
  setMark,
  setParam,
} from '#shared/documents/shot-doc.ts';
import { ProjectId, ShotId } from '#shared/ids.ts';

const ID_1 = '01ARZ3NDEKTSV4RRFFQ69G5FA1';
const ID_2 = '01ARZ3NDEKTSV4RRFFQ69G5FA2';

test('D4: a prompt record is written once; a second write of its id changes nothing', () => {
  const doc = new Y.Doc();
  addPrompt(doc, { id: ID_1, text: 'закат над морем', model: 'm', params: { seed: 5 }, createdAt: 1 });
  addPrompt(doc, { id: ID_1, text: 'другое', model: null, params: {}, createdAt: 2 });
  addTake(doc, { id: ID_2, prompt: ID_1, job: null, createdAt: 3 });
  addTake(doc, { id: ID_2, prompt: ID_2, job: 'другая', createdAt: 4 });
  expect(listPrompts(doc).map((prompt) => prompt.text)).toEqual(['закат над морем']);
  expect(listTakes(doc).map((take) => take.prompt)).toEqual([ID_1]);
});

test('D1: a record of an unknown shape is passed over in lists and stays in the document', () => {
  const doc = new Y.Doc();
  doc.getMap('prompts').set(ID_1, { v: 9 });
  addPrompt(doc, { id: ID_2, text: 'да', model: null, params: {}, createdAt: 1 });
  expect(listPrompts(doc)).toHaveLength(1);
  expect(doc.getMap('prompts').size).toBe(2);
});

test('two people write into one draft and both keep their words', () => {
  const one = new Y.Doc();
  draftOf(one).insert(0, 'море');
  const two = new Y.Doc();
  Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
  draftOf(one).insert(4, ', закат');
  draftOf(two).insert(0, 'тихое ');
  Y.applyUpdate(one, Y.encodeStateAsUpdate(two));
  expect(draftOf(one).toJSON()).toBe('тихое море, закат');
});

test('parameters and marks are read back as they were set', () => {
  const doc = new Y.Doc();
  setParam(doc, 'steps', 30);
  setMark(doc, ID_1, { mark: 'rating', value: 5 });
  expect(readParams(doc)).toEqual({ steps: 30 });
  expect(readMark(doc, ID_1, 'rating')).toBe(5);
  expect(readMark(doc, ID_2, 'rating')).toBeUndefined();
});

test('D2: a scene comes whole with its text, layers and segments with their fields', () => {
  const doc = new Y.Doc();
  addScene(doc, { id: ID_1, order: 'a1', title: 'Порт', text: 'Чайки.' });
  addScene(doc, { id: ID_2, order: 'a0', title: 'Море', text: '' });
  addLayer(doc, { id: ID_1, order: 'a0', kind: 'voice' });
  addSegment(doc, {
    id: ID_1,
    layer: ID_1,
    order: 'a0',
    durationFrames: 48,
    shot: ID_2,
    asset: null,
    anchor: null,
    offsetFrames: 0,
  });
  expect(listScenes(doc).map((scene) => scene.title)).toEqual(['Море', 'Порт']);
  expect(listScenes(doc)[1]?.text).toBe('Чайки.');
  expect(listLayers(doc)[0]?.kind).toBe('voice');
  expect(listSegments(doc)[0]).toMatchObject({ durationFrames: 48, shot: ID_2 });
});

test('a document name says what it addresses, and nothing else is a name', () => {
  const project = ProjectId.parse(ID_1);
  const shot = ShotId.parse(ID_2);
  for (const address of [
    { kind: 'index', project } as const,
    { kind: 'scenario', project } as const,
    { kind: 'shot', project, shot } as const,
  ]) {
    expect(docAddressOf(docNameOf(address))).toEqual(address);
  }
  for (const text of [
    '',
    'p:',
    `p:${ID_1}:${ID_2}`,
    `s:${ID_1}`,
    `x:${ID_1}`,
    `p:${ID_1}\n`,
    `p:${ID_1.toLowerCase()}`,
  ]) {
    expect(DocName.safeParse(text).success).toBe(false);
  }
});
