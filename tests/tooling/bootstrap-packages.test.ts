import { expect, test } from 'vitest';
import { FakeCheckout } from './fake-checkout.ts';

const CI = 'npm ci';

test('the first start installs the packages, the second starts at once and in silence', async () => {
  const checkout = new FakeCheckout();
  const first = await checkout.run(['check', 'one', 'two']);
  expect(first).toMatchObject({ code: 0, stdout: 'checked one two\n' });
  expect(first.stderr).toContain('Ставим библиотеки (npm ci)…\nГотово за');

  expect(await checkout.run(['check'])).toEqual({ code: 0, stdout: 'checked \n', stderr: '' });
  expect(checkout.calls()).toEqual([CI]);
});

test('a changed lock file installs again', async () => {
  const checkout = new FakeCheckout();
  await checkout.run(['check']);
  checkout.write(
    'package-lock.json',
    '{ "packages": { "": {}, "node_modules/a": { "integrity": "sha512-b" } } }',
  );
  await checkout.run(['check']);
  expect(checkout.calls()).toEqual([CI, CI]);
});

test('packages that were installed by hand are taken as they are', async () => {
  const checkout = new FakeCheckout();
  await checkout.run(['check']);
  checkout.remove('node_modules/.raskadr-stamp');
  expect(await checkout.run(['check'])).toMatchObject({ code: 0, stderr: '' });
  expect(checkout.calls()).toEqual([CI]);
});

test('packages that were installed by hand and then damaged are installed again', async () => {
  const checkout = new FakeCheckout();
  await checkout.run(['check']);
  checkout.remove('node_modules/.raskadr-stamp');
  checkout.remove('node_modules/a');
  await checkout.run(['check']);
  expect(checkout.calls()).toEqual([CI, CI]);
});

test('without a network the message says so, the code is 1, and the next start tries again', async () => {
  const checkout = new FakeCheckout();
  checkout.write('npm-mood', 'offline');
  const offline = await checkout.run(['check']);
  expect(offline).toMatchObject({ code: 1, stdout: '' });
  expect(offline.stderr).toContain('Нет связи с реестром npm');
  expect(offline.stderr).not.toMatch(/\bat .*\.mjs/);

  checkout.remove('npm-mood');
  expect((await checkout.run(['check'])).code).toBe(0);
});

test('a start that was killed in the middle of npm ci leaves neither a stamp nor a lock that counts', async () => {
  const checkout = new FakeCheckout();
  checkout.write('npm-mood', 'killed');
  expect((await checkout.run(['check'])).code).toBe(null);
  expect(checkout.has('.cache/bootstrap.lock')).toBe(true);
  expect(checkout.has('node_modules/.raskadr-stamp')).toBe(false);

  checkout.remove('npm-mood');
  expect(await checkout.run(['check'])).toMatchObject({ code: 0, stdout: 'checked \n' });
  expect(checkout.calls()).toEqual([CI, CI]);
  expect(checkout.has('.cache/bootstrap.lock')).toBe(false);
});

test('of two starts at once one installs and the other waits for it', async () => {
  const checkout = new FakeCheckout();
  checkout.write('npm-mood', 'slow');
  const first = checkout.begin(['check']);
  await first.says('Ставим библиотеки');
  const second = checkout.begin(['check']);
  await second.says('Подготовку уже ведёт другой процесс');
  checkout.write('go', '');
  expect(await Promise.all([first.ended, second.ended])).toMatchObject([{ code: 0 }, { code: 0 }]);
  expect(checkout.calls()).toEqual([CI]);
});

test('the number of a dead process, reused by another one, holds no lock', async () => {
  const checkout = new FakeCheckout();
  checkout.write('.cache/bootstrap.lock', JSON.stringify([{ pid: process.pid, born: '1' }]));
  expect((await checkout.run(['check'])).code).toBe(0);
});

test('an unknown task names the known ones', async () => {
  const { code, stderr } = await new FakeCheckout().run(['chekc']);
  expect(code).toBe(1);
  expect(stderr).toContain('npm run check');
});
