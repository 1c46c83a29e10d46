import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { openDirectDriver, openReader, openWriter } from '#server/database/libsql-driver.ts';
import { listMigrations, migrate } from '#server/database/migrate.ts';
import { rowsOf, type SqlRow, sql } from '#server/database/sql.ts';
import { backUp } from '#server/keeping/back-up.ts';
import { restore } from '#server/keeping/restore.ts';
import { renameProject } from '#shared/documents/index-doc.ts';
import { aServer, type TestServer, until } from '../a-server.ts';
import { aFolder } from '../command/a-data-folder.ts';

function placesOf(dataDir: string) {
  return { dataDir, databaseUrl: `file:${join(dataDir, 'raskadr.db')}`, nowMs: () => 1_750_000_000_000 };
}

function backUpOf(server: TestServer, folder: string) {
  return backUp(placesOf(server.folder), folder);
}

function rowsIn(dataDir: string, query: string): SqlRow[] {
  const connection = openReader(`file:${join(dataDir, 'raskadr.db')}`);
  try {
    return rowsOf(connection.read(sql(query)));
  } finally {
    connection.close();
  }
}

async function aBlob(dataDir: string, content: string): Promise<string> {
  const name = createHash('sha256').update(content).digest('hex');
  await mkdir(join(dataDir, 'blobs', name.slice(0, 2)), { recursive: true });
  await writeFile(join(dataDir, 'blobs', name.slice(0, 2), name), content);
  return join('blobs', name.slice(0, 2), name);
}

test('K1 K4: a backup made under 50 edits a second restores with every row and file equal', async () => {
  const server = await aServer();
  const blob = await aBlob(server.folder, 'кадр');
  const { index } = await server.aProject();
  const { doc, provider } = server.stockClient(index);
  await until(() => provider.synced, 'the first state');
  let edits = 0;
  const typing = setInterval(() => renameProject(doc, `Фильм ${++edits}`), 20);
  await until(() => edits > 10, 'the first edits');
  await using backup = await aFolder('backup');
  const made = await backUpOf(server, backup.path);
  const editsWhileCopied = edits;
  await until(() => edits > editsWhileCopied + 5, 'later edits');
  clearInterval(typing);
  expect(made).toMatchObject({ ok: true, value: { files: 2 } });

  await using data = await aFolder();
  const restored = await restore(placesOf(data.path), backup.path, { verify: true });
  expect(restored).toMatchObject({ ok: true, value: { verification: { isSound: true, docs: 1 } } });
  expect(await readFile(join(data.path, blob), 'utf8')).toBe('кадр');
  const log = 'SELECT doc, seq, bytes, sha256 FROM doc_updates ORDER BY doc, seq';
  const copied = rowsIn(data.path, log);
  expect(copied.length).toBeGreaterThan(10);
  expect(rowsIn(server.folder, log).slice(0, copied.length)).toEqual(copied);
});

test('K3: a restored database begins another history, keeps its users, and neither sessions nor runners', async () => {
  const server = await aServer();
  const gone = ['runners', 'pairing_codes', 'sessions'];
  const writer = openWriter(`file:${join(server.folder, 'raskadr.db')}`);
  writer.commit([
    sql("INSERT INTO runners (id, name, token_hash, created_at) VALUES ('r', 'Сервер', x'01', 0)"),
    sql("INSERT INTO pairing_codes SELECT x'02', id, 0 FROM users LIMIT 1"),
    sql("INSERT INTO sessions SELECT 's', x'03', id, 0, 0, '' FROM users LIMIT 1"),
  ]);
  writer.close();
  for (const table of gone) expect(rowsIn(server.folder, `SELECT * FROM ${table}`)).not.toEqual([]);
  await using backup = await aFolder('backup');
  await backUpOf(server, backup.path);
  await using data = await aFolder();
  await restore(placesOf(data.path), backup.path, { verify: false });
  for (const table of gone) expect(rowsIn(data.path, `SELECT * FROM ${table}`)).toEqual([]);
  const epochs = (folder: string) =>
    rowsIn(folder, "SELECT count(*) AS n FROM server_state WHERE key = 'epoch'");
  expect(epochs(server.folder)).toEqual([{ n: 1 }]);
  expect(epochs(data.path)).toEqual([{ n: 0 }]);
  expect(rowsIn(data.path, 'SELECT login FROM users')).toEqual([{ login: 'анна' }]);
  expect((await readdir(data.path)).sort()).toEqual(['raskadr.db', 'raskadr.lock']);
});

test('K3: a backup of a version before runners is restored too', async () => {
  await using old = await aFolder();
  await mkdir(old.path);
  const driver = await openDirectDriver(`file:${join(old.path, 'raskadr.db')}`);
  await migrate(driver, (await listMigrations()).slice(0, 3));
  await driver.close();
  await using backup = await aFolder('backup');
  expect((await backUp(placesOf(old.path), backup.path)).ok).toBe(true);
  await using data = await aFolder();
  expect((await restore(placesOf(data.path), backup.path, { verify: true })).ok).toBe(true);
  expect(rowsIn(data.path, 'SELECT count(*) AS n FROM schema_migrations')).toEqual([{ n: 3 }]);
});

test('K3: a file that was changed after the backup is named, and nothing is restored', async () => {
  const server = await aServer();
  const blob = await aBlob(server.folder, 'кадр');
  for (const file of [blob, 'raskadr.db']) {
    await using backup = await aFolder('backup');
    await backUpOf(server, backup.path);
    const path = join(backup.path, file);
    const bytes = await readFile(path);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(path, bytes);
    await using data = await aFolder();
    const answer = await restore(placesOf(data.path), backup.path, { verify: true });
    expect(answer).toEqual({ ok: false, fault: { code: 'backup_broken', file } });
    expect(await readdir(data.path)).toEqual(['raskadr.lock']);
  }
});

test('K2: a backup without its manifest, of a newer format or with a path that leads out is refused', async () => {
  const server = await aServer();
  await using backup = await aFolder('backup');
  await backUpOf(server, backup.path);
  await using data = await aFolder();
  const tryAgain = () => restore(placesOf(data.path), backup.path, { verify: true });
  const manifestFile = join(backup.path, 'manifest.json');
  const manifest = JSON.parse(await readFile(manifestFile, 'utf8'));

  await writeFile(manifestFile, JSON.stringify({ ...manifest, format: 2 }));
  expect(await tryAgain()).toMatchObject({ fault: { code: 'backup_newer' } });
  const out = { path: '../../escaped', bytes: 1, sha256: 'a'.repeat(64) };
  await writeFile(manifestFile, JSON.stringify({ ...manifest, files: [...manifest.files, out] }));
  expect(await tryAgain()).toMatchObject({ fault: { code: 'backup_broken', file: 'manifest.json' } });
  await rm(manifestFile);
  expect(await tryAgain()).toEqual({ ok: false, fault: { code: 'backup_missing', folder: backup.path } });
});

test('K3: neither a backup nor a restore touches a folder that holds something', async () => {
  const server = await aServer();
  await using backup = await aFolder('backup');
  await backUpOf(server, backup.path);
  expect(await backUpOf(server, backup.path)).toMatchObject({ fault: { code: 'folder_not_empty' } });
  await using data = await aFolder();
  await mkdir(data.path);
  await writeFile(join(data.path, 'notes.txt'), 'моё');
  const answer = await restore(placesOf(data.path), backup.path, { verify: false });
  expect(answer).toMatchObject({ fault: { code: 'folder_not_empty' } });
  expect(await readFile(join(data.path, 'notes.txt'), 'utf8')).toBe('моё');
  expect(await restore(placesOf(server.folder), backup.path, { verify: false })).toMatchObject({
    fault: { code: 'data_in_use' },
  });
});

test('K3: a restore that was cut short is done anew', async () => {
  const server = await aServer();
  await using backup = await aFolder('backup');
  await backUpOf(server, backup.path);
  await using data = await aFolder();
  await mkdir(data.path);
  await writeFile(join(data.path, 'raskadr.db.part'), 'half');
  expect(await restore(placesOf(data.path), backup.path, { verify: true })).toMatchObject({ ok: true });
});

test('K4: a document that was damaged before the backup is named by the verification', async () => {
  const server = await aServer();
  const { index } = await server.aProject();
  const { doc, provider } = server.stockClient(index);
  await until(() => provider.synced, 'the first state');
  expect(Y.encodeStateAsUpdate(doc).length).toBeGreaterThan(2);
  const { openWriter } = await import('#server/database/libsql-driver.ts');
  const writer = openWriter(`file:${join(server.folder, 'raskadr.db')}`);
  writer.commit([sql("UPDATE doc_updates SET bytes = x'00' WHERE doc = ?", index)]);
  writer.close();
  await using backup = await aFolder('backup');
  await backUpOf(server, backup.path);
  await using data = await aFolder();
  const answer = await restore(placesOf(data.path), backup.path, { verify: true });
  expect(answer).toMatchObject({
    ok: true,
    value: { verification: { isSound: false, isDatabaseSound: true, damagedDocs: [index] } },
  });
});

test('K2: a copy that would take the last room beside the data is not begun', async () => {
  const server = await aServer();
  await using backup = await aFolder('backup');
  const withFree = (bytes: number) =>
    backUp({ ...placesOf(server.folder), findFreeBytes: async () => bytes }, backup.path);
  expect(await withFree(128 * 1024 * 1024)).toMatchObject({ fault: { code: 'no_room' } });
  expect(await readdir(backup.path)).toEqual([]);
  expect(await withFree(256 * 1024 * 1024)).toMatchObject({ ok: true });
});

test('K3: a backup that lacks a file is refused by its name', async () => {
  const server = await aServer();
  const blob = await aBlob(server.folder, 'кадр');
  await using backup = await aFolder('backup');
  await backUpOf(server, backup.path);
  await rm(join(backup.path, blob));
  await using data = await aFolder();
  const answer = await restore(placesOf(data.path), backup.path, { verify: false });
  expect(answer).toMatchObject({ fault: { code: 'backup_broken', file: blob } });
});

test('K3: a nightly backup is restored in the folder whose backups it stands among', async () => {
  const server = await aServer();
  await using data = await aFolder();
  const nightly = join(data.path, 'backups', 'raskadr-2026-11-21-020000');
  await backUpOf(server, nightly);
  expect(await restore(placesOf(data.path), nightly, { verify: true })).toMatchObject({
    ok: true,
    value: { verification: { isSound: true } },
  });
  expect((await readdir(data.path)).sort()).toEqual(['backups', 'raskadr.db', 'raskadr.lock']);
});
