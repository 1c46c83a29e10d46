import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportProject } from '#server/archive/export-project.ts';
import { importCopy } from '#server/archive/import-copy.ts';
import { importMerge } from '#server/archive/import-merge.ts';
import { openArchive } from '#server/archive/open-archive.ts';
import { DiskBlobs } from '#server/blobs/disk-blobs.ts';
import type { Core } from '#server/core.ts';
import type { SqlDriver } from '#server/database/sql.ts';
import { sql } from '#server/database/sql.ts';
import type { ProjectId } from '#shared/ids.ts';
import { aCore, PROJECT, USER } from '../a-core.ts';
import { aFolder } from '../blobs/a-folder.ts';
import { LOSSES, MemoryDisk } from '../blobs/memory-disk.ts';
import { develop, everyRow, type Film, shoot } from './a-film.ts';

const FILM: Film = {
  name: 'Кит',
  acts: ['первый', 'второй', 'третий'].flatMap((text, at) => [
    { person: 0, kind: 0, text, at },
    { person: 0, kind: 5, text, at },
  ]),
};

/** A film with three pictures as a file. */
async function anExport(): Promise<string> {
  const folder = await aFolder();
  const blobs = new DiskBlobs(join(folder, 'blobs'));
  const { core } = await aCore();
  const project = await shoot(core, FILM);
  await develop({ ...core, blobs }, project, FILM);
  const file = join(folder, 'film.raskadr');
  expect(await exportProject({ ...core, blobs }, project, file)).toMatchObject({
    value: { files: 3, lost: 0 },
  });
  return file;
}

async function bring(core: Core, disk: MemoryDisk, file: string, into?: ProjectId) {
  const opened = await openArchive(file);
  if (!opened.ok) throw new Error(opened.fault.code);
  await using archive = opened.value;
  const context = { ...core, blobs: new DiskBlobs('/blobs', disk) };
  return into
    ? await importMerge(context, archive, { project: into, user: USER })
    : await importCopy(context, archive, { user: USER });
}

/** With the folder that a server makes at its start. */
async function aDisk(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  await new DiskBlobs('/blobs', disk).open();
  disk.steps = 0;
  return disk;
}

/** Of the content that rows name, what the next process does not find whole. */
async function missingOf(core: Core, disk: MemoryDisk): Promise<unknown[]> {
  const blobs = new DiskBlobs('/blobs', disk);
  const rows = await core.database.read(sql('SELECT sha256, size_bytes FROM assets'));
  const missing = [];
  for (const { sha256, size_bytes } of rows) {
    const path = `/blobs/${String(sha256).slice(0, 2)}/${String(sha256).slice(2, 4)}/${sha256}`;
    const found = await disk.find(path);
    if (found?.sizeBytes !== size_bytes) missing.push(sha256);
  }
  await blobs.open();
  return missing;
}

for (const into of [undefined, PROJECT]) {
  test(`A5 A6: an import ${into ? 'into a project' : 'as a copy'} that dies at any step of the disk leaves no half`, async () => {
    const file = await anExport();
    const whole = await aDisk();
    const { core: calm } = await aCore();
    expect(await bring(calm, whole, file, into)).toMatchObject({ ok: true });
    expect(await missingOf(calm, whole)).toEqual([]);
    expect(whole.steps).toBeGreaterThan(20);
    for (let steps = 0; steps < whole.steps; steps++) {
      const { core } = await aCore();
      const before = await everyRow(core);
      const disk = await aDisk();
      disk.stepsLeft = steps;
      const ended = await bring(core, disk, file, into).catch(() => undefined);
      if (ended?.ok !== true) expect(await everyRow(core)).toEqual(before);
      for (const loss of LOSSES) {
        const next = disk.after(loss);
        expect([steps, loss, await missingOf(core, next)]).toEqual([steps, loss, []]);
        expect(await next.listNames('/blobs/parts')).toEqual([]);
      }
      if (ended?.ok === true) continue;
      // What it left does not stand in the way of doing it again.
      const next = disk.after('kill');
      expect(await bring(core, next, file, into)).toMatchObject({ ok: true });
      expect(await missingOf(core, next)).toEqual([]);
    }
  });
}

test('A5: a database that fails after the content has come has no half of a project', async () => {
  const file = await anExport();
  const broken = { isOn: false };
  const wrap = (driver: SqlDriver): SqlDriver => ({
    ...driver,
    read: (statement) => driver.read(statement),
    close: () => driver.close(),
    commit: (statements) =>
      broken.isOn ? Promise.reject(new Error('the disk is gone')) : driver.commit(statements),
  });
  const { core } = await aCore({ wrap });
  const before = await everyRow(core);
  broken.isOn = true;
  await expect(bring(core, await aDisk(), file)).rejects.toThrow('the disk is gone');
  broken.isOn = false;
  expect(await everyRow(core)).toEqual(before);
});

test('A3: content that the disk has no room for is refused before it comes, and a full disk leaves nothing', async () => {
  const file = await anExport();
  const { core } = await aCore();
  const before = await everyRow(core);
  const small = await aDisk();
  small.freeSpaceBytes = 128 * 1024 * 1024 + 10;
  const filling = await aDisk();
  filling.fullAfterBytes = 5;
  for (const disk of [small, filling]) {
    expect(await bring(core, disk, file)).toMatchObject({
      ok: false,
      fault: { code: 'no_room_for_files', neededBytes: 36 },
    });
    expect(await disk.listNames('/blobs/parts')).toEqual([]);
    expect(await everyRow(core)).toEqual(before);
  }
  expect(await missingOf(core, small)).toEqual([]);
});
