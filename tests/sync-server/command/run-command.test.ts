import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { blobsIn } from '#server/blobs/open-blobs.ts';
import { lockDataFolder } from '#server/command/lock.ts';
import { runCommand } from '#server/command/run-command.ts';
import { serveCommands } from '#server/command/serve-commands.ts';
import { commandSocketPath } from '#server/command/socket-path.ts';
import { Database } from '#server/database/database.ts';
import { openDirectDriver } from '#server/database/libsql-driver.ts';
import { sql } from '#server/database/sql.ts';
import { systemRandom } from '#server/ports.ts';
import { Vault } from '#server/secrets/vault.ts';
import { aCore } from '../a-core.ts';
import { anAuth, cookieOf, GOOD_PASSWORD } from '../auth/an-auth.ts';
import { aFolder } from './a-data-folder.ts';

const add = (login: string, password = GOOD_PASSWORD) => ({ name: 'user.add', login, password }) as const;
const passwd = (login: string, password: string) => ({ name: 'user.passwd', login, password }) as const;
const OK = { ok: true };

async function rolesIn(folder: string): Promise<unknown[]> {
  await using database = new Database(await openDirectDriver(`file:${join(folder, 'raskadr.db')}`));
  const rows = await database.read(sql('SELECT login, role FROM users ORDER BY created_at, login'));
  return rows.map((row) => `${row.login} ${row.role}`);
}

/** A server as far as commands see it: the lock, a database and the socket. */
async function aServer(folder: string) {
  const locked = await lockDataFolder(folder);
  if (!locked.ok) throw new Error(locked.fault.code);
  const world = await anAuth();
  const { core } = await aCore();
  const places = { dataDir: folder, databaseUrl: 'file::memory:' };
  const commands = await serveCommands({
    dataDir: folder,
    context: {
      ...core,
      ...places,
      ...world.auth,
      blobs: blobsIn(folder),
      vault: new Vault({ file: join(folder, 'secret.key'), random: systemRandom }),
    },
  });
  const logins = async () =>
    (await world.database.read(sql('SELECT login FROM users'))).map((row) => row.login);
  const stop = async () => {
    await commands[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
    await locked.value[Symbol.asyncDispose]();
  };
  return { ...world, logins, [Symbol.asyncDispose]: stop };
}

test('with no server running the command opens the data itself: the first user is the admin', async () => {
  await using folder = await aFolder();
  const env = { RASKADR_DATA: folder.path };
  expect(await runCommand(env, add('anna'))).toEqual(OK);
  expect(await runCommand(env, add('Борис'))).toEqual(OK);
  expect(await rolesIn(folder.path)).toEqual(['anna admin', 'борис member']);
});

test('commands started at once on a fresh folder wait for each other and all succeed', async () => {
  await using folder = await aFolder();
  const env = { RASKADR_DATA: folder.path };
  const answers = await Promise.all(['anna', 'boris', 'vera'].map((login) => runCommand(env, add(login))));
  expect(answers).toEqual([OK, OK, OK]);
  expect((await rolesIn(folder.path)).filter((row) => String(row).endsWith('admin'))).toHaveLength(1);
});

test('a running server takes the command over its socket and keeps the data to itself', async () => {
  await using folder = await aFolder();
  await using server = await aServer(folder.path);
  expect(await runCommand({ RASKADR_DATA: folder.path }, add('anna'))).toEqual(OK);
  expect(await server.logins()).toEqual(['anna']);
  expect(await readdir(folder.path)).not.toContain('raskadr.db');
  expect((await server.logIn('anna')).status).toBe(200);
  expect(server.lines.join('')).not.toContain(GOOD_PASSWORD);
});

test('a new password ends every session of its user, with a server and without', async () => {
  await using folder = await aFolder();
  const env = { RASKADR_DATA: folder.path };
  await runCommand(env, add('anna'));
  expect(await runCommand(env, passwd(' ANNA', 'another good phrase'))).toEqual(OK);

  await using other = await aFolder();
  await using server = await aServer(other.path);
  const there = { RASKADR_DATA: other.path };
  await runCommand(there, add('anna'));
  const cookie = cookieOf(await server.logIn('anna'));
  const told: string[] = [];
  server.auth.sessions.onSessionsRevoked((ended) => told.push(...ended));
  expect(await runCommand(there, passwd('anna', 'another good phrase'))).toEqual(OK);
  expect((await server.send('/api/me', { cookie })).status).toBe(401);
  expect(told).toHaveLength(1);
  expect((await server.logIn('anna')).status).toBe(401);
  expect((await server.logIn('anna', 'another good phrase')).status).toBe(200);
  expect(server.lines.join('')).not.toContain('another good phrase');
  expect(await runCommand(there, passwd('boris', 'another good phrase'))).toEqual({
    ok: false,
    message: expect.stringContaining('«boris»'),
  });
});

test('a refusal is the same Russian text with and without a server', async () => {
  await using folder = await aFolder();
  await using other = await aFolder();
  await using _server = await aServer(other.path);
  const weak = ['short', 'password1', 'x'.repeat(257), 'x'.repeat(5000), 'раскадр1'];
  for (const command of [
    ...weak.map((password) => add('anna', password)),
    add('a b'),
    add(''),
    add('x'.repeat(300)),
    passwd('nobody', GOOD_PASSWORD),
  ]) {
    const answers = [
      await runCommand({ RASKADR_DATA: folder.path }, command),
      await runCommand({ RASKADR_DATA: other.path }, command),
    ];
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ ok: false, message: expect.stringMatching(/^[А-Я].*\.$/) });
  }
});

test('a login that is taken is refused', async () => {
  await using folder = await aFolder();
  const env = { RASKADR_DATA: folder.path };
  await runCommand(env, add('anna'));
  const message = 'Такой логин уже занят. Выберите другой.';
  expect(await runCommand(env, add(' ANNA'))).toEqual({ ok: false, message });
});

test('only the owner may open the socket, and it goes with the server', async () => {
  await using folder = await aFolder();
  const server = await aServer(folder.path);
  const path = await commandSocketPath(folder.path);
  expect(basename(path)).toBe('raskadr.sock');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await server[Symbol.asyncDispose]();
  await expect(stat(path)).rejects.toThrow('ENOENT');
});

test('a socket left by a killed server is replaced, and until then the command goes without it', async () => {
  await using folder = await aFolder();
  await mkdir(folder.path);
  const script = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
  await once(spawn(process.execPath, ['-e', script, await commandSocketPath(folder.path)]), 'exit');
  expect(await readdir(folder.path)).toEqual(['raskadr.sock']);
  expect(await runCommand({ RASKADR_DATA: folder.path }, add('anna'))).toEqual(OK);
  await using server = await aServer(folder.path);
  expect(await runCommand({ RASKADR_DATA: folder.path }, add('boris'))).toEqual(OK);
  expect(await server.logins()).toEqual(['boris']);
});

test('a folder with a long or odd name works the same', async () => {
  for (const name of ['длинное имя '.repeat(10), 'a b#c%d?e']) {
    await using folder = await aFolder(name);
    await using server = await aServer(folder.path);
    const path = await commandSocketPath(folder.path);
    expect(Buffer.byteLength(path)).toBeLessThanOrEqual(100);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await runCommand({ RASKADR_DATA: folder.path }, add('anna'))).toEqual(OK);
    expect(await server.logins()).toEqual(['anna']);
  }
});

test.for([
  ['no JSON', 'hello\n'],
  ['an unknown command', '{"name":"user.drop","login":"anna","password":"x"}\n'],
  ['a part of a command', '{"name":"user.add"}\n'],
  ['a line without end', 'x'.repeat(300_000)],
] as const)('%s on the socket is refused in a line, and the next one is served', async ([, sent]) => {
  await using folder = await aFolder();
  await using server = await aServer(folder.path);
  const socket = createConnection(await commandSocketPath(folder.path)).on('error', () => undefined);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(sent);
  await closed;
  expect(JSON.parse(Buffer.concat(chunks).toString() || '{"ok":false}')).toMatchObject({ ok: false });
  expect(await runCommand({ RASKADR_DATA: folder.path }, add('anna'))).toEqual(OK);
  expect(await server.logins()).toEqual(['anna']);
});

test('the server stops with a silent client on its socket', async () => {
  await using folder = await aFolder();
  const server = await aServer(folder.path);
  const socket = createConnection(await commandSocketPath(folder.path)).on('error', () => undefined);
  await once(socket, 'connect');
  await server[Symbol.asyncDispose]();
  await (socket.destroyed || once(socket, 'close'));
});

test('a wrong variable, a foreign database and a folder that is none are told in Russian', async () => {
  await using folder = await aFolder();
  const textOf = async (env: NodeJS.ProcessEnv) => {
    const answer = await runCommand(env, add('anna'));
    return answer.ok ? '' : answer.message;
  };
  expect(await textOf({ RASKADR_DATA: folder.path, PORT: 'много' })).toMatch(
    /^Неверное значение настройки PORT/,
  );
  await mkdir(folder.path);
  const foreign = await openDirectDriver(`file:${join(folder.path, 'raskadr.db')}`);
  await foreign.commit([sql('CREATE TABLE foreign_table (id INTEGER)')]);
  await foreign.close();
  expect(await textOf({ RASKADR_DATA: folder.path })).toMatch(
    /^Файл базы данных принадлежит другой программе/,
  );
  const file = join(folder.root, 'file');
  await writeFile(file, '');
  expect(await textOf({ RASKADR_DATA: file })).toMatch(/нельзя писать/);
});
