import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FakeCheckout } from './fake-checkout.ts';

function builds(checkout: FakeCheckout): number {
  return checkout.calls().filter((call) => call === 'vite build').length;
}

test('the interface is built once, for production, and again only when its sources change', async () => {
  const checkout = new FakeCheckout();
  await checkout.run(['test']);
  await checkout.run(['test']);
  expect(builds(checkout)).toBe(1);
  expect(readFileSync(join(checkout.root, 'build/app.html'), 'utf8')).toBe('production');

  checkout.write('sync-server/main.ts', 'export const server = 1;\n');
  checkout.write('web/node_modules/cache.json', '{}');
  checkout.write('web/.svelte-kit/generated.js', '');
  await checkout.run(['test']);
  expect(builds(checkout)).toBe(1);

  checkout.write('web/src/page.ts', 'export const page = 2;\n');
  await checkout.run(['test']);
  checkout.write('shared/text.ts', 'export const text = 1;\n');
  await checkout.run(['test']);
  expect(builds(checkout)).toBe(3);
});

test('a lost build is made again, and `build` builds in any case', async () => {
  const checkout = new FakeCheckout();
  await checkout.run(['test']);
  checkout.remove('build');
  await checkout.run(['test']);
  await checkout.run(['build']);
  expect(builds(checkout)).toBe(3);
});

test('a broken interface stops the whole test run, but not tests that were named', async () => {
  const checkout = new FakeCheckout();
  checkout.write('vite-breaks', '');
  const whole = await checkout.run(['test']);
  expect(whole).toMatchObject({ code: 1, stdout: '' });
  expect(whole.stderr).toContain('Интерфейс не собрался');
  expect(whole.stderr).toContain('Unexpected token');

  const named = await checkout.run(['test', 'tests/shared']);
  expect(named).toMatchObject({ code: 0, stdout: 'tested tests/shared\n' });
  expect(named.stderr).toContain('Интерфейс не собрался');
});
