import { expect, test } from 'vitest';
import { ModelSchema } from '#shared/catalogue/model.ts';
import { PriceRule } from '#shared/catalogue/price.ts';
import { priceOf } from '#shared/catalogue/price-of.ts';
import { costOfTokens } from '#shared/catalogue/price-of-tokens.ts';
import { launchPriceText, nextModelText, priceRuleText } from '#shared/russian/catalogue-text.ts';
import { priceText } from '#shared/russian/price-text.ts';

/** A cent for a thousand tokens in, ten for a thousand out. */
const RULE: PriceRule = {
  amount: 100_000_000,
  currency: 'USD',
  per: 'million_tokens',
  tokens: { input: 10_000_000, cachedInput: 1_000_000, cacheWrite: 20_000_000, inputImage: 30_000_000 },
  source: 'a test',
};
const WORDS = ModelSchema.parse({
  type: 'object',
  properties: {
    prompt: { type: 'string', 'x-role': 'prompt' },
    instructions: { type: 'string', default: 'abc' },
    most: { type: 'integer', default: 1000, 'x-role': 'output_tokens' },
    references: { type: 'array', 'x-media': 'image', 'x-role': 'reference' },
    n: { type: 'integer', 'x-role': 'count' },
  },
});
const FRAME = 500;

test('what was counted costs what its kinds cost, each token once', () => {
  expect(costOfTokens(RULE, { input: 1000, output: 1000 })).toBe(110_000);
  expect(
    costOfTokens(RULE, { input: 1000, output: 0, cachedInput: 400, cacheWrite: 300, inputImage: 100 }),
  ).toBe((200 * 10_000_000 + 400 * 1_000_000 + 300 * 20_000_000 + 100 * 30_000_000) / 1_000_000);
  // Nonsense of a provider is no sum below nothing, and no sum that no ledger holds.
  expect(costOfTokens(RULE, { input: 0, output: 1, cachedInput: 9 })).toBe(109);
  expect(costOfTokens(RULE, { input: 1, output: Number.MAX_SAFE_INTEGER })).toBeUndefined();
  expect(costOfTokens({ ...RULE, per: 'call', tokens: undefined }, { input: 1, output: 1 })).toBeUndefined();
});

test('J15: before, the price is the most that it can become: a token for every byte, and all that may come out', () => {
  const most = (params: object, text = 'Кит', rule = RULE) =>
    priceOf(rule, WORDS, { params: { ...params }, text });
  // Nothing is dearer than writing all of it into the provider's memory.
  const words = (bytes: number) => (FRAME + 2 + 3 + bytes) * 20;
  expect(most({})).toEqual({ amount: words(6) + 100_000, currency: 'USD', isMost: true });
  expect(most({ most: 10, n: 2 })?.amount).toBe(words(6) + 2000);
  expect(most({ instructions: 'ё' })?.amount).toBe(words(6) - 20 + 100_000);
  expect(most({}, '🐋'.repeat(1000))?.amount).toBe(words(4000) + 100_000);
  // What is counted afterwards is never more, whatever the words are.
  const counted = costOfTokens(RULE, { input: 6 + 3 + 20, output: 1000, cacheWrite: 29 });
  expect(counted).toBeLessThanOrEqual(most({})?.amount ?? 0);
});

test('J15: what nobody can know before is no price', () => {
  const open = ModelSchema.parse({ type: 'object', properties: {} });
  expect(priceOf(RULE, open, { params: {}, text: '' })).toBeNull();
  const bounded = { ...RULE, tokens: { input: 1, outputMost: 7 } };
  expect(priceOf(bounded, open, { params: {}, text: '' })?.amount).toBe(701);
  // A picture sent along may be of any size, unless the rule says how much it can come to.
  const pictures = { params: { references: ['a', 'b'] }, text: '' };
  expect(priceOf(RULE, WORDS, pictures)).toBeNull();
  const known = { ...RULE, tokens: { input: 0, inputImage: 2_000_000, inputImageMost: 10 } };
  expect(priceOf(known, WORDS, pictures)?.amount).toBe(40 + 100_000);
  const recording = ModelSchema.parse({
    type: 'object',
    properties: { audio: { type: 'string', 'x-media': 'audio' } },
  });
  expect(priceOf(bounded, recording, { params: { audio: 'a' }, text: '' })).toBeNull();
});

test('K3: a rule by tokens says what both sides cost, and no other rule speaks of tokens', () => {
  expect(PriceRule.safeParse(RULE).success).toBe(true);
  expect(PriceRule.safeParse({ ...RULE, tokens: undefined }).error?.issues[0]?.path).toEqual(['tokens']);
  expect(PriceRule.safeParse({ ...RULE, per: 'call' }).success).toBe(false);
  expect(PriceRule.safeParse({ ...RULE, tokens: { input: 0.5 } }).success).toBe(false);
});

test('people read both prices, and that a price is the most it can be', () => {
  expect(priceRuleText(RULE)).toBe('за миллион токенов: вход 10\u00a0$, выход 100\u00a0$');
  expect(priceText({ amount: 80_000, currency: 'USD', isMost: true })).toBe('до\u00a00,08\u00a0$');
  expect(priceRuleText({ ...RULE, amount: 0, tokens: { input: 0 } })).toBe('бесплатно');
});

test('a price of one and a half cents is not told as two, and one that nobody knows yet says what it follows from', () => {
  expect(priceRuleText({ amount: 15_000, currency: 'USD', per: 'thousand_chars', source: 'a test' })).toBe(
    '0,015\u00a0$ за 1000 знаков',
  );
  expect(launchPriceText(RULE, null)).toBe(
    'станет известна после запуска (за миллион токенов: вход 10\u00a0$, выход 100\u00a0$)',
  );
  expect(launchPriceText(null, null)).toBe('нет цены');
  expect(nextModelText('Кисть 3', { amount: 40_000, currency: 'USD' })).toBe(
    'Взять для «Кисть 3», ≈\u00a00,04\u00a0$',
  );
});
