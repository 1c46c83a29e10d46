import { expect, test } from 'vitest';
import { FakeCheckout } from './fake-checkout.ts';

const BARE = { programs: ['gcc'] };

test('without root the missing programs are named with the command, and the task goes on', async () => {
  const checkout = new FakeCheckout();
  checkout.aptKnows(['ffmpeg', 'chromium']);
  const { code, stdout, stderr } = await checkout.run(['test'], BARE);
  expect(code).toBe(0);
  expect(stdout).toContain('tested');
  expect(stderr).toContain('Не найдены: ffmpeg, chromium');
  expect(stderr).toContain('sudo apt-get install -y ffmpeg chromium');
  expect(checkout.calls().join()).not.toContain('apt-get');
});

test('root gets exactly the missing programs, once', async () => {
  const checkout = new FakeCheckout();
  checkout.aptKnows(['ffmpeg', 'chromium']);
  const machine = { programs: ['gcc', 'chromium'], isRoot: true };
  const first = await checkout.run(['test'], machine);
  expect(first.stderr).toContain('Ставим ffmpeg (apt-get)…\nГотово за');
  const second = await checkout.run(['test'], machine);
  expect(second).toMatchObject({ code: 0, stderr: '' });
  const apt = checkout.calls().filter((call) => call.startsWith('apt-get'));
  expect(apt).toEqual(['apt-get update', 'apt-get install ffmpeg']);
});

test('a package that the system does not have is told, and not asked for at every start', async () => {
  const checkout = new FakeCheckout();
  checkout.aptKnows([]);
  for (const _start of ['first', 'second']) {
    const { code, stderr } = await checkout.run(['test'], { ...BARE, isRoot: true });
    expect(code).toBe(0);
    expect(stderr).toContain('sudo apt-get install -y ffmpeg chromium');
  }
  expect(checkout.calls().filter((call) => call.startsWith('apt-get install'))).toHaveLength(1);
});

test('a task that needs no programs does not look for them', async () => {
  const checkout = new FakeCheckout();
  checkout.aptKnows(['ffmpeg', 'chromium']);
  const { stderr } = await checkout.run(['check'], { ...BARE, isRoot: true });
  expect(stderr).not.toContain('ffmpeg');
});
