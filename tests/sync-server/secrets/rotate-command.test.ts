import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runBackup, runRestore, runSecretsRotate } from '#server/command/data-commands.ts';
import { Database } from '#server/database/database.ts';
import { openDirectDriver } from '#server/database/libsql-driver.ts';
import { systemRandom } from '#server/ports.ts';
import { listSecretStates } from '#server/secrets/account-secrets.ts';
import { Vault } from '#server/secrets/vault.ts';
import { ProvidersAnswer } from '#shared/catalogue/provider-facts.ts';
import { Studio } from '../../chaos/studio.ts';

const KEY = 'a-key-of-the-imitation-0001';

async function aStudio() {
  const studio = await Studio.create();
  onTestFinished(() => studio[Symbol.asyncDispose]());
  const env = { RASKADR_DATA: studio.dataDir };
  const keyState = async () => {
    const { providers } = ProvidersAnswer.parse(await (await studio.get('/api/providers')).json());
    return providers[0]?.accounts[0]?.key?.state;
  };
  await fetch(`${studio.server.url}/api/accounts/imitation`, {
    method: 'PATCH',
    headers: { cookie: studio.cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ key: KEY }),
  });
  const file = join(studio.dataDir, 'secret.key');
  return { studio, env, keyState, file };
}

test('K10: `secrets rotate` seals everything anew, with the server running and without it', async () => {
  const { studio, env, keyState, file } = await aStudio();
  const first = await readFile(file, 'utf8');
  expect(await runSecretsRotate(env)).toEqual({ ok: true, value: { brought: 1, lost: 0 } });
  const second = await readFile(file, 'utf8');
  expect(second).not.toBe(first);
  expect(await keyState()).toBe('set');
  await studio.server.stop();
  expect(await runSecretsRotate(env)).toEqual({ ok: true, value: { brought: 1, lost: 0 } });
  await studio.restart();
  expect(await keyState()).toBe('set');
});

test('K9: a backup opens with the key file beside it, and asks for the keys anew without it', async () => {
  const { studio, env, file } = await aStudio();
  const key = await readFile(file, 'utf8');
  const backup = `${studio.dataDir}-backup`;
  onTestFinished(() => rm(backup, { recursive: true, force: true }));
  expect((await runBackup(env, backup)).ok).toBe(true);
  await studio.server.stop();
  for (const isKept of [true, false]) {
    await rm(studio.dataDir, { recursive: true, force: true });
    await mkdir(studio.dataDir);
    if (isKept) await writeFile(file, key, { mode: 0o600 });
    expect(await runRestore(env, backup, true)).toMatchObject({ ok: true });
    await using database = new Database(await openDirectDriver(`file:${join(studio.dataDir, 'raskadr.db')}`));
    const states = await listSecretStates(database, new Vault({ file, random: systemRandom }));
    expect(states.get('imitation')?.key?.state, `kept: ${isKept}`).toBe(isKept ? 'set' : 'lost');
  }
});
