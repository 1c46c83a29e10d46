import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Database } from '#server/database/database.ts';
import { openDirectDriver } from '#server/database/libsql-driver.ts';
import { listMigrations, migrate } from '#server/database/migrate.ts';
import { sql } from '#server/database/sql.ts';
import { systemRandom } from '#server/ports.ts';
import {
  forgetSecret,
  keepSecret,
  listSecretStates,
  openSecrets,
  rotateSecrets,
} from '#server/secrets/account-secrets.ts';
import { seal, unseal } from '#server/secrets/seal.ts';
import { Vault } from '#server/secrets/vault.ts';

const KEY = 'canary-provider-key-0001';

async function aHouse() {
  const folder = await mkdtemp(join(tmpdir(), 'raskadr-vault-'));
  const driver = await openDirectDriver(':memory:');
  await migrate(driver, await listMigrations());
  const database = new Database(driver);
  onTestFinished(async () => {
    await database[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  const file = join(folder, 'secret.key');
  // The house has one account; another stands for its neighbour.
  await database.write([
    sql("INSERT INTO accounts (id, provider, name) VALUES ('other', 'imitation', 'Другая')"),
  ]);
  return { folder, file, database, vault: new Vault({ file, random: systemRandom }) };
}

type World = Awaited<ReturnType<typeof aHouse>>;

async function keep({ database, vault }: World, text: string, account = 'imitation'): Promise<void> {
  const kept = await vault.sealing((sealIt) =>
    database.write([keepSecret(sealIt, { account, field: 'key', text, hint: '0001', nowMs: 5 })]),
  );
  expect(kept.ok).toBe(true);
}

function anotherProcess({ file }: World): Vault {
  return new Vault({ file, random: systemRandom });
}

test('K5: a text opens with its key and for its subject, and in no other way', () => {
  const [key, other, nonce] = [32, 32, 12].map((count) => systemRandom.bytes(count));
  if (!key || !other || !nonce) throw new Error('no bytes');
  const sealed = seal(key, { text: KEY, subject: 'account a key', nonce });
  expect(unseal(key, { sealed, subject: 'account a key' })).toBe(KEY);
  expect(unseal(other, { sealed, subject: 'account a key' })).toBeUndefined();
  expect(unseal(key, { sealed, subject: 'account b key' })).toBeUndefined();
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.map((byte, n) => (n === at ? byte ^ 1 : byte));
    expect(unseal(key, { sealed: changed, subject: 'account a key' }), `byte ${at}`).toBeUndefined();
    expect(unseal(key, { sealed: sealed.slice(0, at), subject: 'account a key' })).toBeUndefined();
  }
});

test('the same key twice looks different, and neither shows the text', async () => {
  const world = await aHouse();
  await keep(world, KEY);
  await keep(world, KEY, 'other');
  const rows = await world.database.read(sql('SELECT sealed FROM account_secrets'));
  const [one, two] = rows.map(({ sealed }) => Buffer.from(sealed instanceof Uint8Array ? sealed : []));
  expect(one?.equals(two ?? Buffer.alloc(0))).toBe(false);
  expect(one?.includes(KEY)).toBe(false);
});

test('K5: the file is made with the first secret, for its owner alone, and opens after another start', async () => {
  const world = await aHouse();
  await expect(stat(world.file)).rejects.toThrow();
  await keep(world, KEY);
  expect((await stat(world.file)).mode & 0o777).toBe(0o600);
  expect(await readFile(world.file, 'utf8')).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
  expect(await openSecrets(world.database, anotherProcess(world), 'imitation')).toEqual({
    key: KEY,
    lost: [],
  });
});

test('two first secrets at once are sealed by one file', async () => {
  const world = await aHouse();
  await Promise.all([keep(world, KEY), keep(world, 'another-key-0002', 'other')]);
  const later = anotherProcess(world);
  expect((await openSecrets(world.database, later, 'imitation')).key).toBe(KEY);
  expect((await openSecrets(world.database, later, 'other')).key).toBe('another-key-0002');
});

test('K5: a sealed text that was moved to another account does not open there', async () => {
  const world = await aHouse();
  await keep(world, KEY);
  await world.database.write([sql("UPDATE account_secrets SET account = 'other'")]);
  expect(await openSecrets(world.database, world.vault, 'other')).toEqual({ lost: ['key'] });
});

test('K9: without its file a secret is lost and says so; it can be entered anew, and put back the file opens the old ones', async () => {
  const world = await aHouse();
  await keep(world, KEY);
  const file = await readFile(world.file, 'utf8');
  await rm(world.file);
  const later = anotherProcess(world);
  const states = await listSecretStates(world.database, later);
  expect(states.get('imitation')?.key).toMatchObject({ state: 'lost', hint: '0001' });
  await keep({ ...world, vault: later }, 'entered-anew-0003', 'other');
  await writeFile(world.file, (await readFile(world.file, 'utf8')) + file);
  expect((await openSecrets(world.database, later, 'imitation')).key).toBe(KEY);
  expect((await openSecrets(world.database, later, 'other')).key).toBe('entered-anew-0003');
});

test.each(['', 'not base64 of 32 bytes\n', `${'A'.repeat(43)}=\nshort\n`])(
  'a file that holds something else (%j) is left alone, and nothing is sealed',
  async (text) => {
    const world = await aHouse();
    await writeFile(world.file, text);
    const sealed = await world.vault.sealing(async () => 'sealed');
    expect(sealed).toEqual({ ok: false, fault: { code: 'secret_file_unusable', file: world.file } });
    expect(await readFile(world.file, 'utf8')).toBe(text);
  },
);

test('a folder that cannot be written seals nothing', async () => {
  const world = await aHouse();
  const file = join(world.folder, 'not', 'there', 'secret.key');
  const vault = new Vault({ file, random: systemRandom });
  const sealed = await vault.sealing(async () => 'sealed');
  expect(sealed).toMatchObject({ ok: false, fault: { code: 'secret_file_unusable' } });
});

test('K10: after a rotation the old key is in no file, and what it sealed opens with the new one', async () => {
  const world = await aHouse();
  await keep(world, KEY);
  const before = await readFile(world.file, 'utf8');
  expect((await rotateSecrets(world.database, world.vault)).ok).toBe(true);
  const after = await readFile(world.file, 'utf8');
  expect(after).not.toContain(before.trim());
  expect(after.trim().split('\n')).toHaveLength(1);
  expect((await openSecrets(world.database, anotherProcess(world), 'imitation')).key).toBe(KEY);
});

test('K10: a rotation that dies before or after its commit leaves secrets that open', async () => {
  for (const dies of ['before', 'after']) {
    const world = await aHouse();
    await keep(world, KEY);
    const dying = {
      read: world.database.read.bind(world.database),
      write: async (statements: Parameters<Database['write']>[0]) => {
        if (dies === 'after') await world.database.write(statements);
        throw new Error('killed');
      },
    };
    // It reads and writes, and nothing else of the database is asked.
    const broken = dying as unknown as Database;
    await expect(rotateSecrets(broken, world.vault)).rejects.toThrow('killed');
    expect((await openSecrets(world.database, anotherProcess(world), 'imitation')).key, dies).toBe(KEY);
    expect((await rotateSecrets(world.database, anotherProcess(world))).ok).toBe(true);
    expect((await openSecrets(world.database, anotherProcess(world), 'imitation')).key, dies).toBe(KEY);
  }
});

test('K10: a secret that is entered during a rotation is not lost by it', async () => {
  const world = await aHouse();
  await keep(world, KEY);
  await Promise.all([
    keep(world, 'entered-meanwhile-0004', 'other'),
    rotateSecrets(world.database, world.vault),
    keep(world, 'changed-meanwhile-0005'),
  ]);
  const later = anotherProcess(world);
  expect((await openSecrets(world.database, later, 'other')).key).toBe('entered-meanwhile-0004');
  expect((await openSecrets(world.database, later, 'imitation')).key).toBe('changed-meanwhile-0005');
});

test('what is forgotten is gone', async () => {
  const world = await aHouse();
  await keep(world, KEY);
  await world.database.write([forgetSecret({ account: 'imitation', field: 'key' })]);
  expect(await openSecrets(world.database, world.vault, 'imitation')).toEqual({ lost: [] });
});
