import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sql } from '#server/database/sql.ts';
import { checkUploads } from '#server/keeping/check-uploads.ts';
import { aFile, aSender } from '../incoming/a-sender.ts';

test('K5: a part that has grown and a file without its asset are told; what is merely broken off is not', async () => {
  const { house, sender } = await aSender();
  const { database } = house.core;
  const half = await sender.begin(10_000);
  await sender.patch(half, 0, aFile().subarray(0, 4000));
  const done = await sender.send(aFile());
  expect(await checkUploads(database, house.folder)).toEqual([]);
  await appendFile(join(house.folder, 'blobs', 'incoming', half), new Uint8Array(7000));
  await database.write([sql('DELETE FROM assets WHERE id = ?', done)]);
  expect(await checkUploads(database, house.folder)).toEqual([
    { kind: 'upload', subject: half, detail: 'holds 11000 bytes, and 10000 were promised' },
    { kind: 'upload', subject: done, detail: 'is done, and its asset is missing' },
  ]);
});
