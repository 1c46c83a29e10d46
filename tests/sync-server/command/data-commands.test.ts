import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  runBackup,
  runCheck,
  runProjectExport,
  runProjectImport,
  runRestore,
} from '#server/command/data-commands.ts';
import { openWriter } from '#server/database/libsql-driver.ts';
import { sql } from '#server/database/sql.ts';
import { aServer, until } from '../a-server.ts';
import { aFolder } from './a-data-folder.ts';

function gained<T>(asked: { ok: true; value: T } | { ok: false; message: string }): T {
  if (!asked.ok) throw new Error(asked.message);
  return asked.value;
}

test('data that a running server holds is copied, checked, exported and imported; the copy works without a server', async () => {
  const server = await aServer();
  const { project, index } = await server.aProject('Кит');
  const { provider } = server.stockClient(index);
  await until(() => provider.synced, 'the first state');
  await using folder = await aFolder('backup');
  const file = join(folder.root, 'film.raskadr');
  const running = { RASKADR_DATA: server.folder };
  expect(gained(await runCheck(running, true))).toMatchObject({ projects: 1, problemCount: 0 });
  expect(gained(await runProjectExport(running, { project, file }))).toMatchObject({ name: 'Кит' });
  const imported = gained(await runProjectImport(running, { file, owner: 'анна', into: undefined }));
  expect(imported).toMatchObject({ name: 'Кит' });
  expect((await server.get(`/api/projects/${imported.id}/view`)).status).toBe(200);
  expect(gained(await runProjectImport(running, { file, owner: 'анна', into: project })).id).toBe(project);
  expect(gained(await runBackup(running, folder.path)).files).toBe(1);

  const restored = { RASKADR_DATA: join(folder.root, 'restored') };
  expect(gained(await runRestore(restored, folder.path, true))).toMatchObject({
    verification: { isSound: true, docs: 2 },
  });
  expect(gained(await runCheck(restored, false))).toMatchObject({ projects: 2, problemCount: 0 });
  const again = join(folder.root, 'again.raskadr');
  await runProjectExport(restored, { project: imported.id, file: again });
  expect((await readFile(again)).equals(await readFile(file))).toBe(true);
  expect((await stat(again)).mode & 0o077).toBe(0);
  expect(gained(await runBackup(restored, join(folder.root, 'second'))).rows).toBeGreaterThan(5);
});

test('what cannot be done is told in Russian, and nothing is left behind', async () => {
  const server = await aServer();
  const { project } = await server.aProject();
  await using folder = await aFolder();
  const running = { RASKADR_DATA: server.folder };
  const nowhere = { RASKADR_DATA: folder.path };
  const file = join(folder.root, 'film.raskadr');
  await writeFile(join(folder.root, 'text.txt'), 'не архив');
  const refusals: [string, Promise<{ ok: boolean; message?: string }>][] = [
    ['нет базы Раскадра', runBackup(nowhere, join(folder.root, 'copy'))],
    ['нет базы Раскадра', runCheck(nowhere, false)],
    ['уже есть данные', runBackup(running, server.folder)],
    ['нельзя писать', runBackup(running, join(folder.root, 'text.txt'))],
    ['Проект не найден', runProjectExport(running, { project: '01ARZ3NDEKTSV4RRFFQ69G5FZZ', file })],
    ['нельзя писать', runProjectExport(running, { project, file: join(folder.root, 'no', 'film') })],
    ['не прочитать', runProjectImport(running, { file: '/no/such', owner: 'анна', into: undefined })],
    ['не прочитать', runProjectImport(running, { file: folder.root, owner: 'анна', into: undefined })],
    ['Нет пользователя', runProjectImport(running, { file, owner: 'никто', into: undefined })],
    [
      'не файл .raskadr',
      runProjectImport(running, { file: join(folder.root, 'text.txt'), owner: 'анна', into: project }),
    ],
    ['нет законченной резервной копии', runRestore(running, server.folder, false)],
  ];
  for (const [text, answer] of refusals) {
    const { ok, message } = await answer;
    expect.soft([ok, message]).toEqual([false, expect.stringContaining(text)]);
  }
});

test('a damaged database is told as such, and a check repairs what it can', async () => {
  const server = await aServer();
  await server.aProject();
  const running = { RASKADR_DATA: server.folder };
  const writer = openWriter(`file:${join(server.folder, 'raskadr.db')}`);
  writer.commit([sql('UPDATE projects SET shots = 5')]);
  writer.close();
  expect(gained(await runCheck(running, false))).toMatchObject({
    problems: [{ kind: 'projection' }, { kind: 'record' }],
  });
  expect(gained(await runCheck(running, true))).toMatchObject({ repaired: 2, problemCount: 0 });

  await using folder = await aFolder();
  await writeFile(join(folder.root, 'raskadr.db'), 'x'.repeat(9000));
  const broken = { RASKADR_DATA: folder.root };
  expect(await runCheck(broken, false)).toMatchObject({
    ok: false,
    message: expect.stringContaining('повреждена'),
  });
  expect(await runBackup(broken, join(folder.root, 'copy'))).toMatchObject({
    ok: false,
    message: expect.stringContaining('повреждена'),
  });
});
