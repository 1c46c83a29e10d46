import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as Y from 'yjs';
import { addPrompt } from '#shared/documents/shot-doc.ts';
import { DeviceId } from '#shared/ids.ts';
import { Crowd } from './crowd.ts';
import { Journal, marksOf } from './journal.ts';
import { brokenPromises, EDITS_PER_SECOND, type LossReport } from './kills.ts';
import { Person } from './person.ts';
import { SmallDisk } from './small-disk.ts';
import { FAILING_SERVER, newUlid, Studio } from './studio.ts';
import { until } from './wait.ts';

type Disk = { fill(): Promise<void>; free(): Promise<void> };

/**
 * Fills the server's disk under load, looks at what it still does, and gives the room back. With root the disk is a
 * real one of a few megabytes; without, every commit fails as it would on a full one.
 */
export async function fillDiskAndFree(rounds: number): Promise<LossReport & { isRealDisk: boolean }> {
  await using small = await SmallDisk.find();
  const folder = small && { dataDir: join(small.folder, 'data') };
  await using studio = await Studio.create({ entry: FAILING_SERVER, ...folder });
  const disk = small ?? pretended(studio);
  const journal = new Journal();
  const violations: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const crowd = await Crowd.gather(studio, { journal });
    crowd.start(EDITS_PER_SECOND);
    const enough = journal.acked + 20;
    await until('edits are acknowledged', () => journal.acked >= enough);
    await disk.fill();
    await crowd.gone();
    for (const person of crowd.people) {
      const { code, reason } = await person.closed;
      if (code !== 1013 || reason !== 'disk_full') violations.push(`closed with ${code} ${reason}`);
    }
    violations.push(...(await whileFull(studio, journal)));
    if (small) violations.push(...(await startsWhileFull(studio, disk, journal)));
    await disk.free();
    violations.push(...(await takesWritesAgain(studio, journal)));
  }
  violations.push(...(await brokenPromises(studio, journal)));
  return {
    rounds,
    made: journal.made,
    acked: journal.acked,
    seen: journal.seen,
    violations,
    isRealDisk: !!small,
  };
}

function pretended(studio: Studio): Disk {
  return {
    fill: () =>
      studio.server.send({ failure: { on: 'all', at: 'before commit', by: 'full', times: 1_000_000 } }),
    free: () => studio.server.send({ heal: true }),
  };
}

/** Reading goes on; what would write says that the disk is full, and acknowledges nothing. */
async function whileFull(studio: Studio, journal: Journal): Promise<string[]> {
  const violations = await unreadable(studio, journal);
  const answers: [string, Response, number][] = [
    ['GET /healthz', await studio.get('/healthz'), 200],
    ['GET /api/projects', await studio.get('/api/projects'), 200],
    ['GET pull', await studio.get(`/api/projects/${studio.project}/pull`), 200],
    ['POST /api/projects', await studio.post('/api/projects', { name: 'Ещё один' }), 507],
    ['POST push', await pushPrompt(studio), 507],
  ];
  for (const [what, answer, expected] of answers) {
    const text = await answer.text();
    if (answer.status !== expected) violations.push(`${what} on a full disk: ${answer.status}`);
    if (expected === 507 && !text.includes('Место на диске закончилось'))
      violations.push(`${what} says on a full disk: ${text}`);
  }
  const visitor = await Person.join(studio, studio.index);
  visitor.edit();
  const { code, reason } = await visitor.closed;
  if (code !== 1013 || reason !== 'disk_full') violations.push(`a visitor was closed with ${code} ${reason}`);
  return violations;
}

async function pushPrompt(studio: Studio): Promise<Response> {
  const doc = new Y.Doc();
  addPrompt(doc, { id: newUlid(), text: 'x'.repeat(20_000), model: null, params: {}, createdAt: 0 });
  const rows = [{ row: 1, update: Y.encodeStateAsUpdate(doc) }];
  return studio.push(studio.newShotDoc(), { device: DeviceId.parse(newUlid()), rows });
}

async function unreadable(studio: Studio, journal: Journal): Promise<string[]> {
  const marks = new Map();
  for (const doc of journal.docs()) marks.set(doc, new Set(marksOf((await studio.read(doc)).doc)));
  return journal.lostIn(marks).map((line) => `${line} (while full)`);
}

/**
 * After a death and after a stop, with and without room for it, when somebody else fills the disk to the last byte.
 * The hardest is the cleanest: a database that was folded and closed has to make its log files anew.
 */
async function startsWhileFull(studio: Studio, disk: Disk, journal: Journal): Promise<string[]> {
  const violations: string[] = [];
  for (const end of ['death', 'stop', 'stop with room'] as const) {
    if (end === 'stop with room') await disk.free();
    if (end === 'death') await studio.server.kill();
    else await studio.server.stop();
    if (end === 'stop with room') fold(join(studio.dataDir, 'raskadr.db'));
    await disk.fill();
    try {
      await studio.restart();
      violations.push(...(await unreadable(studio, journal)));
    } catch (error) {
      violations.push(`after a ${end}: ${String(error)}`);
      await disk.free();
      await studio.restart();
      await disk.fill();
    }
  }
  return violations;
}

async function takesWritesAgain(studio: Studio, journal: Journal): Promise<string[]> {
  const person = await Person.join(studio, studio.index, { journal });
  for (let n = 0; n < 5; n++) person.edit();
  await until('edits are acknowledged again', () => person.unacked === 0 || !person.isOpen);
  const violations = person.isOpen ? [] : ['the server does not recover by itself'];
  const answer = await studio.get('/readyz');
  if (answer.status !== 200 && answer.status !== 503) violations.push(`/readyz answers ${answer.status}`);
  person.terminate();
  await person.closed;
  return violations;
}

/** The last connection to close folds the log into the file and removes it. */
function fold(file: string): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}
