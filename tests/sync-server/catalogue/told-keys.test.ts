import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeToldKeys } from '#server/catalogue/take-told-keys.ts';
import { configOf } from '#server/config.ts';
import { type AccountFacts, ProvidersAnswer } from '#shared/catalogue/provider-facts.ts';
import { aHouse } from '../a-house.ts';

const KEY = 'a-key-of-the-operator-0001';
const BASE = 'http://127.0.0.1:1234/v1';

async function aStart(env: Record<string, string>) {
  const house = await aHouse({ env });
  const { core, runners } = house;
  const admin = await house.person('root', 'admin');
  const start = (given: Record<string, string>) => {
    const config = configOf({ RASKADR_DATA: house.folder, ...given });
    return takeToldKeys({ ...config, core, vault: runners.vault }, config);
  };
  const account = async (): Promise<AccountFacts | undefined> => {
    const { providers } = ProvidersAnswer.parse(await (await admin.ask('GET', '/api/providers')).json());
    return providers.find(({ id }) => id === 'openai')?.accounts[0];
  };
  const enter = (key: string | null) => admin.ask('PATCH', '/api/accounts/openai', { json: { key } });
  return { house, start, account, enter };
}

test('K13: a key of the environment is there after a start, and gone after one without it', async () => {
  const { start, account } = await aStart({});
  await start({ OPENAI_API_KEY: KEY });
  expect((await account())?.key).toMatchObject({ state: 'set', hint: '$OPENAI_API_KEY' });
  await start({ OPENAI_API_KEY: `${KEY}x` });
  expect((await account())?.key).toMatchObject({ state: 'set' });
  await start({});
  expect((await account())?.key).toBeNull();
});

test('K13: what a person has entered stands before the environment, and is not taken away with it', async () => {
  const { start, account, enter } = await aStart({});
  await enter('entered-by-a-person-7Qx9');
  await start({ OPENAI_API_KEY: KEY });
  expect((await account())?.key).toMatchObject({ hint: '…7Qx9' });
  await start({});
  expect((await account())?.key).toMatchObject({ hint: '…7Qx9' });
});

test('K13: an address of the environment holds where the row has none, and needs no other permission', async () => {
  const { account } = await aStart({ OPENAI_BASE_URL: BASE });
  expect((await account())?.baseUrl).toBe(BASE);
  const { allowedOrigins } = configOf({ OPENAI_BASE_URL: BASE });
  expect(allowedOrigins).toEqual(['http://127.0.0.1:1234']);
});

test('K13: a start goes on when the key cannot be kept, and writes nothing when it is kept already', async () => {
  const { house, start, account } = await aStart({});
  const secretFile = join(house.folder, 'secret.key');
  await writeFile(secretFile, 'no key at all');
  await start({ OPENAI_API_KEY: KEY });
  expect((await account())?.key).toBeNull();
  await rm(secretFile);
  await start({ OPENAI_API_KEY: KEY });
  const before = (await account())?.key?.changedAt;
  house.clock.advance(60_000);
  await start({ OPENAI_API_KEY: KEY });
  expect((await account())?.key?.changedAt).toBe(before);
  const write = house.core.database.write.bind(house.core.database);
  house.core.database.write = () => Promise.reject(new Error('the disk is full'));
  await start({ OPENAI_API_KEY: `${KEY}x` });
  house.core.database.write = write;
  expect((await account())?.key).toMatchObject({ state: 'set' });
});
