import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { readProjectFile } from '#lib/projects/read-project-file.ts';
import { addShots, initIndexDoc } from '#shared/documents/index-doc.ts';
import { ShotId } from '#shared/ids.ts';
import { aManifest, anArchive, aZip, partOf } from '../../sync-server/archive/a-zip.ts';

const IDS = ['01ARZ3NDEKTSV4RRFFQ69G5FB9', '01ARZ3NDEKTSV4RRFFQ69G5FBA'];

function aStoryboard(): Uint8Array {
  const doc = new Y.Doc();
  initIndexDoc(doc, 'Фильм');
  const shots = IDS.map((id) => ({ id: ShotId.parse(id), title: 'Кит' }));
  addShots(doc, shots, { at: 0, randomBit: () => true });
  return Y.encodeStateAsUpdate(doc);
}

function read(bytes: Uint8Array) {
  return readProjectFile(new Blob([new Uint8Array(bytes)]));
}

test('a person sees what a file holds before it is sent, packed or not', async () => {
  const index = aStoryboard();
  const parts = anArchive(index);
  for (const deflate of [false, true]) {
    const file = await read(aZip(parts.map((part) => ({ ...part, deflate }))));
    expect(file).toMatchObject({ ok: true, value: { name: 'Фильм', shots: 2 } });
    expect(file.ok && Buffer.from(file.value.index).equals(index)).toBe(true);
  }
});

test('a comment at the end of a file is passed over', async () => {
  const comment = Buffer.from('привет');
  expect(await read(Buffer.concat([aZip(anArchive()), comment]))).toMatchObject({ ok: true });
});

test('what is no project, or is cut short, is refused; a newer format is told as such', async () => {
  const whole = aZip(anArchive(aStoryboard()));
  const bad: Uint8Array[] = [
    new Uint8Array(),
    Buffer.from('привет'.repeat(50)),
    whole.subarray(0, whole.length / 2),
    whole.subarray(10),
    aZip([aManifest([])]),
    aZip(anArchive(Buffer.from('не документ'))),
    aZip(anArchive().map((part) => ({ ...part, deflate: true, declaredBytes: 3 }))),
  ];
  for (const file of bad)
    expect(await read(file)).toMatchObject({
      ok: false,
      fault: { code: 'archive_broken', reason: 'not_an_archive' },
    });
  const [entry] = anArchive();
  if (!entry) throw new Error('no storyboard');
  const newer = aManifest([partOf(entry.name, entry.content)], { format: 4 });
  expect(await read(aZip([entry, newer]))).toMatchObject({ ok: false, fault: { code: 'archive_newer' } });
});
