import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { lockDataFolder } from '#server/command/lock.ts';
import { faultText } from '#shared/russian/fault-text.ts';
import { aFolder } from './a-data-folder.ts';

const HOLDER = fileURLToPath(new URL('./hold-lock.mjs', import.meta.url));

async function holder(folder: string) {
  const child = spawn(process.execPath, [HOLDER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk] = await once(child.stdout, 'data');
  const kill = () => {
    child.kill('SIGKILL');
    return once(child, 'exit');
  };
  return { said: String(chunk).trim(), kill };
}

test('a second process is refused while the first lives, and let in as soon as the first is killed', async () => {
  await using folder = await aFolder('данные с пробелом #1 100%?');
  const first = await holder(folder.path);
  expect(first.said).toBe('locked');
  const refused = await lockDataFolder(folder.path);
  expect(refused).toEqual({ ok: false, fault: { code: 'data_in_use', folder: folder.path } });
  const second = await holder(folder.path);
  expect(second.said).toBe('data_in_use');
  await first.kill();
  const locked = await lockDataFolder(folder.path);
  expect(locked.ok).toBe(true);
  const third = await holder(folder.path);
  expect(third.said).toBe('data_in_use');
  if (locked.ok) await locked.value[Symbol.asyncDispose]();
  await Promise.all([second.kill(), third.kill()]);
});

test('a lock given back can be taken again in the same process, and only then', async () => {
  await using folder = await aFolder();
  const first = await lockDataFolder(folder.path);
  expect((await lockDataFolder(folder.path)).ok).toBe(false);
  expect((await lockDataFolder(folder.path)).ok).toBe(false);
  if (first.ok) await first.value[Symbol.asyncDispose]();
  const again = await lockDataFolder(folder.path);
  expect(again.ok).toBe(true);
  if (again.ok) await again.value[Symbol.asyncDispose]();
});

test('the refusal names the folder in Russian', async () => {
  await using folder = await aFolder();
  await using held = await taken(folder.path);
  expect(held).toBeDefined();
  const refused = await lockDataFolder(folder.path);
  const text = refused.ok ? '' : faultText(refused.fault);
  expect(text).toContain(folder.path);
  expect(text).toMatch(/занята/);
});

test('a folder that cannot be written to is a fault and no crash', async () => {
  await using folder = await aFolder();
  await writeFile(folder.path, 'a file stands here');
  const code = 'data_unwritable';
  expect(await lockDataFolder(folder.path)).toEqual({ ok: false, fault: { code, folder: folder.path } });
  expect(await lockDataFolder(join(folder.path, 'in'))).toMatchObject({ ok: false, fault: { code } });
  const blocked = join(folder.root, 'blocked');
  await mkdir(join(blocked, 'raskadr.lock'), { recursive: true });
  expect(await lockDataFolder(blocked)).toMatchObject({ ok: false, fault: { code } });
});

async function taken(path: string): Promise<AsyncDisposable> {
  const locked = await lockDataFolder(path);
  if (!locked.ok) throw new Error(locked.fault.code);
  return locked.value;
}
