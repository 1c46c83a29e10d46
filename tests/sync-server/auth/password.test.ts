import { expect, test } from 'vitest';
import { Passwords } from '#server/auth/password.ts';
import { systemRandom } from '#server/ports.ts';
import { cheapDerive } from './an-auth.ts';

test('a hash is Argon2id with 19 MiB, two passes, one lane and its own salt', async () => {
  const passwords = new Passwords(systemRandom);
  const [one, two] = await Promise.all([
    passwords.hash('пароль на двоих'),
    passwords.hash('пароль на двоих'),
  ]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(one).not.toBe(two);
  expect(await passwords.verify('пароль на двоих', one)).toBe(true);
  expect(await passwords.verify('пароль на троих', one)).toBe(false);
});

test('the price written in a hash is the price it is checked at', async () => {
  const passwords = new Passwords(systemRandom, cheapDerive());
  const stored = await passwords.hash('x');
  expect(await passwords.verify('x', stored)).toBe(true);
  expect(await passwords.verify('x', stored.replace('m=19456,t=2', 'm=8192,t=3'))).toBe(false);
});

test('a password typed with «й» as one letter or as two signs is the same password', async () => {
  const passwords = new Passwords(systemRandom, cheapDerive());
  const stored = await passwords.hash('йод и ёлка'.normalize('NFD'));
  expect(await passwords.verify('йод и ёлка'.normalize('NFC'), stored)).toBe(true);
});

test('nobody and a damaged hash take one hash at the full price and are refused', async () => {
  const prices: string[] = [];
  const passwords = new Passwords(systemRandom, async ({ memory, passes }) => {
    prices.push(`${memory} KiB ${passes} passes`);
    return new Uint8Array(32);
  });
  for (const stored of [undefined, '', 'plain', '$argon2id$v=19$m=1,t=1,p=1$short$short']) {
    prices.length = 0;
    expect(await passwords.verify('whatever', stored)).toBe(false);
    expect(prices).toEqual(['19456 KiB 2 passes']);
  }
});

test('no more than two hashes run at once, in the order they came, and a failed one gives its place back', async () => {
  let running = 0;
  let most = 0;
  const order: string[] = [];
  const passwords = new Passwords(systemRandom, async ({ message }) => {
    running++;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    order.push(String(message));
    if (message === '3') throw new Error('out of memory');
    return new Uint8Array(32);
  });
  const names = Array.from({ length: 30 }, (_, number) => String(number));
  const results = await Promise.allSettled(names.map((name) => passwords.verify(name, undefined)));
  expect(most).toBe(2);
  expect(order).toEqual(names);
  expect(results.filter((result) => result.status === 'rejected')).toHaveLength(1);
});
