import { dictionary } from '@zxcvbn-ts/language-common';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findWeakness } from '#server/auth/password-policy.ts';

const common = dictionary['passwords-common'].filter((password) => password.length >= 8);
const letters = (minLength: number, maxLength: number) =>
  fc.string({ minLength, maxLength, unit: 'grapheme' });

async function reasonOf(password: string, login = 'anna'): Promise<string | undefined> {
  return (await findWeakness(password, login))?.reason;
}

test('fewer than 8 characters are too short and more than 256 too long, in characters and not in bytes', async () => {
  await fc.assert(
    fc.asyncProperty(letters(0, 400), async (password) => {
      const chars = [...password.normalize('NFKC')].length;
      const reason = await reasonOf(password);
      expect(reason === 'short').toBe(chars < 8);
      expect(reason === 'long').toBe(chars > 256);
    }),
    { numRuns: 200 },
  );
  expect(await reasonOf('🎬🎞️📽️🎥')).toBe('short');
  expect(await reasonOf(`${'ж'.repeat(255)}1`)).toBeUndefined();
  expect(await reasonOf(`${'ж'.repeat(256)}1`)).toBe('long');
});

test('every one of at least 10,000 common passwords is refused, in any case', async () => {
  expect(common.length).toBeGreaterThanOrEqual(10_000);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...common), fc.func(fc.boolean()), async (password, raised) => {
      const typed = [...password].map((char, at) => (raised(at) ? char.toUpperCase() : char)).join('');
      expect(await reasonOf(typed)).toBe('common');
    }),
    { numRuns: 300 },
  );
});

test('a common password is known on Russian keys too', async () => {
  expect(await reasonOf('парольпароль')).toBe('common');
  expect(await reasonOf('йцукенгш')).toBe('common');
});

test('a common password with a few figures or signs behind it is as common', async () => {
  for (const password of ['password123456', 'dragon2026!', 'йцукен_777'])
    expect(await reasonOf(password)).toBe('common');
  expect(await reasonOf('dragon 84-71-06-95')).toBeUndefined();
});

test('the login is no password, in any case', async () => {
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[a-z0-9._-]{8,64}$/), async (login) => {
      expect(await reasonOf(login.toUpperCase(), login)).toBeDefined();
    }),
    { numRuns: 100 },
  );
  expect(await reasonOf('Anna.Petrova', 'anna.petrova')).toBe('same_as_login');
});

test.for([
  'раскадровка',
  'Раскадр2026',
  'raskadr123',
  'RASKADROVKA',
  'hfcrflhjdrf',
  'раскадрраскадр',
  '1раскадр!',
])('the name of the product is refused: %s', async (password) => {
  expect(await reasonOf(password)).toBe('common');
});

test('there are no rules of make-up: long phrases of one kind of letter pass, with spaces and emoji', async () => {
  for (const password of [
    'лошадь батарея скрепка',
    'correct horse battery',
    'раскадр и сорок пять кадров',
    '🎬 кадр за кадром',
  ]) {
    expect(await reasonOf(password)).toBeUndefined();
  }
});
