import { expect, test } from 'vitest';
import { runCommand } from '#server/command/run-command.ts';
import { aServer, TestServer } from '../a-server.ts';
import { GOOD_PASSWORD } from '../auth/an-auth.ts';

const SIGNED_OUT = { code: 4401, reason: 'not_signed_in' };

/** Two browsers at one running server: the admin's, and a member's with a document of his own open. */
async function aStudio() {
  const server = await aServer();
  const made = await server.post('/api/users', { login: 'boris', password: GOOD_PASSWORD, role: 'member' });
  const { id } = await made.json();
  const boris = new TestServer(server.url, server.folder);
  const opened = async (password: string) => {
    await boris.post('/api/auth/login', { login: 'boris', password });
    const { index } = await boris.aProject();
    const socket = boris.rawSocket(`/y/${index}?ack=1`);
    await socket.opened;
    return socket;
  };
  return { server, id, boris, opened };
}

test('S8: whatever ends a session closes its sockets, and a changed password of his own keeps them', async () => {
  const { server, id, boris, opened } = await aStudio();
  const patch = (disabled: boolean) =>
    fetch(`${server.url}/api/users/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', cookie: server.cookie },
      body: JSON.stringify({ disabled }),
    });

  const bySignOut = await opened(GOOD_PASSWORD);
  await boris.post('/api/auth/logout', {});
  expect(await bySignOut.closed).toEqual(SIGNED_OUT);

  const byDisabling = await opened(GOOD_PASSWORD);
  expect((await patch(true)).status).toBe(200);
  expect(await byDisabling.closed).toEqual(SIGNED_OUT);
  expect((await boris.post('/api/auth/login', { login: 'boris', password: GOOD_PASSWORD })).status).toBe(401);
  await patch(false);

  const byAdmin = await opened(GOOD_PASSWORD);
  await server.post(`/api/users/${id}/password`, { password: 'another good phrase' });
  expect(await byAdmin.closed).toEqual(SIGNED_OUT);

  const byCommand = await opened('another good phrase');
  const env = { RASKADR_DATA: server.folder };
  const changed = await runCommand(env, {
    name: 'user.passwd',
    login: 'boris',
    password: 'third good phrase',
  });
  expect(changed).toEqual({ ok: true });
  expect(await byCommand.closed).toEqual(SIGNED_OUT);

  const own = await opened('third good phrase');
  const next = { current: 'third good phrase', next: 'fourth good phrase' };
  expect((await boris.post('/api/me/password', next)).status).toBe(204);
  expect((await boris.get('/api/me')).status).toBe(200);
  expect(own.socket.readyState).toBe(1);
});
