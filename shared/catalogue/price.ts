import * as z from 'zod/mini';

/** Money in millionths of a currency: a price of a thousandth of a cent is still a whole number. */
export const Amount = z.number().check(z.int(), z.nonnegative());

export const Currency = z.string().check(z.regex(/^[A-Z]{3}$/));

/** In the currency of whoever asks for it; nothing is ever converted. */
export const Price = z.object({
  amount: Amount,
  currency: Currency,
  /** It may turn out cheaper, and not dearer. */
  isMost: z.optional(z.literal(true)),
});
export type Price = z.infer<typeof Price>;

const TokenCount = z.number().check(z.int(), z.minimum(1), z.maximum(10_000_000));

/** A million tokens each; what came out costs the `amount` of the rule. */
const TokenPrices = z.object({
  input: Amount,
  cachedInput: z.optional(Amount),
  cacheWrite: z.optional(Amount),
  /** Tokens of pictures that were sent along, where they have a price of their own. */
  inputImage: z.optional(Amount),
  /** How many tokens one result and one picture sent along may come to; without it nobody knows the price before. */
  outputMost: z.optional(TokenCount),
  inputImageMost: z.optional(TokenCount),
});

/** What a model costs, and where that is written. A price nobody can point to does not exist. */
export const PriceRule = z
  .object({
    amount: Amount,
    currency: Currency,
    per: z.enum(['call', 'image', 'second', 'thousand_chars', 'million_tokens']),
    tokens: z.optional(TokenPrices),
    source: z.string().check(z.minLength(1), z.maxLength(500)),
    /** The day on which somebody has looked there. */
    on: z.optional(z.iso.date()),
  })
  .check(
    z.refine(({ per, tokens }) => (per === 'million_tokens') === (tokens !== undefined), {
      path: ['tokens'],
    }),
  );
export type PriceRule = z.infer<typeof PriceRule>;
