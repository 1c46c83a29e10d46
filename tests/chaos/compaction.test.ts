import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { openReader } from '#server/database/libsql-driver.ts';
import { sql } from '#server/database/sql.ts';
import type { DocName } from '#shared/documents/doc-name.ts';
import { addPrompt, draftOf } from '#shared/documents/shot-doc.ts';
import { DeviceId } from '#shared/ids.ts';
import type { Failure } from './failing-server.ts';
import { inspectLog } from './inspect-log.ts';
import { FAILING_SERVER, newUlid, Studio } from './studio.ts';
import { until } from './wait.ts';

const ROWS = 220;

test.each<[string, Failure]>([
  ['before the snapshot is written', { on: 'snapshots', at: 'before commit', by: 'kill' }],
  ['after the snapshot is written', { on: 'snapshots', at: 'after commit', by: 'kill' }],
])('S3: a death %s loses no row and brings no deleted text back', async (_when, failure) => {
  await using studio = await Studio.create({ entry: FAILING_SERVER });
  await studio.server.send({ failure });
  const name = studio.newShotDoc();
  const source = await pushLongHistory(studio, name);
  expect((await studio.server.ending()).signal).toBe('SIGKILL');

  const found = await inspectLog(studio.dataDir);
  expect(found.violations).toEqual([]);
  expect(contentOf(found.docs.get(name))).toEqual(contentOf(source));

  await studio.restart();
  await studio.read(name);
  await until('the log is folded', async () => (await countSnapshots(studio)) > 0);
  await studio.restart();
  expect(contentOf((await studio.read(name)).doc)).toEqual(contentOf(source));
  expect((await inspectLog(studio.dataDir)).violations).toEqual([]);
});

test('S4: a compaction that fails leaves the document open and its log whole', async () => {
  await using studio = await Studio.create({ entry: FAILING_SERVER });
  await studio.server.send({ failure: { on: 'snapshots', at: 'before commit', by: 'full' } });
  const name = studio.newShotDoc();
  const source = await pushLongHistory(studio, name);
  await until('a compaction fails', () => studio.server.stderr.includes('doc_compaction_failed'));
  expect(contentOf((await studio.read(name)).doc)).toEqual(contentOf(source));
  await studio.server.kill();
  expect((await inspectLog(studio.dataDir)).violations).toEqual([]);
});

/** More rows than a document keeps unfolded, with a text that was typed and deleted. */
async function pushLongHistory(studio: Studio, name: DocName): Promise<Y.Doc> {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  draftOf(doc).insert(0, 'этого больше нет');
  for (let n = 0; n < ROWS; n++) {
    addPrompt(doc, { id: newUlid(), text: `кадр ${n}`, model: null, params: {}, createdAt: 0 });
  }
  draftOf(doc).delete(0, draftOf(doc).length);
  draftOf(doc).insert(0, 'это осталось');
  const rows = updates.map((update, row) => ({ row, update }));
  const answer = await studio.push(name, { device: DeviceId.parse(newUlid()), rows });
  expect(answer.status).toBe(200);
  return doc;
}

async function countSnapshots(studio: Studio): Promise<number> {
  const reader = openReader(`file:${join(studio.dataDir, 'raskadr.db')}`);
  const { values } = reader.read(sql('SELECT count(*) FROM doc_snapshots'));
  reader.close();
  return Number(values[0]?.[0]);
}

function contentOf(doc: Y.Doc | undefined) {
  return { draft: doc?.getText('draft').toString(), prompts: doc?.getMap('prompts').toJSON() };
}
