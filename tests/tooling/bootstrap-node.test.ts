import { expect, test } from 'vitest';
import { FakeCheckout } from './fake-checkout.ts';

const OLD = { nodeVersion: '20.20.2' };

test('an old Node fetches a new one once and runs the whole command under it', async () => {
  const checkout = new FakeCheckout();
  const first = await checkout.run(['check', 'x'], OLD);
  expect(first).toMatchObject({ code: 0, stdout: 'checked x\n' });
  expect(first.stderr).toContain('Node.js 20.20.2 староват, скачиваем 24.21.0');

  expect(await checkout.run(['check'], OLD)).toEqual({ code: 0, stdout: 'checked \n', stderr: '' });
  expect(checkout.calls()).toEqual([
    expect.stringMatching(/^npm install .*node-\w+-\w+@24\.21\.0 npm@11\.\d+\.\d+$/),
    'npm ci',
  ]);
});

test('Node 24.6 is too old, 24.7 and 25.0 are not', async () => {
  const checkout = new FakeCheckout();
  await checkout.run(['check'], { nodeVersion: '24.7.0' });
  await checkout.run(['check'], { nodeVersion: '25.0.0' });
  expect(checkout.calls().join()).not.toContain('install');
  await checkout.run(['check'], { nodeVersion: '24.6.0' });
  expect(checkout.calls().join()).toContain('install');
});

test('a download that was interrupted begins again', async () => {
  const checkout = new FakeCheckout();
  await checkout.run(['check'], OLD);
  checkout.remove('.cache/node/ready');
  expect((await checkout.run(['check'], OLD)).code).toBe(0);
  expect(checkout.calls().filter((call) => call.startsWith('npm install'))).toHaveLength(2);
});

test('a downloaded Node that is too old as well ends in a message, not in a loop', async () => {
  const checkout = new FakeCheckout();
  checkout.downloadsNode({ isRecent: false });
  const { code, stderr } = await checkout.run(['check'], OLD);
  expect(code).toBe(1);
  expect(stderr).toContain('нужна 24.7 или новее');
});

test('on a system without a packaged Node a message says what to install', async () => {
  const checkout = new FakeCheckout();
  const { code, stderr } = await checkout.run(['check'], { ...OLD, platform: 'darwin' });
  expect(code).toBe(1);
  expect(stderr).toContain('Нужен Node.js 24.7 или новее, а здесь 20.20.2');
  expect(stderr).toContain('https://nodejs.org');
  expect(checkout.calls()).toEqual([]);
});

test('without a network the message says so', async () => {
  const checkout = new FakeCheckout();
  checkout.write('npm-mood', 'offline');
  const { code, stderr } = await checkout.run(['check'], OLD);
  expect(code).toBe(1);
  expect(stderr).toContain('Нет связи с реестром npm');
});
