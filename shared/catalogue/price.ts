import * as z from 'zod/mini';

/** Money in millionths of a currency: a price of a thousandth of a cent is still a whole number. */
export const Amount = z.number().check(z.int(), z.nonnegative());

export const Currency = z.string().check(z.regex(/^[A-Z]{3}$/));

/** In the currency of whoever asks for it; nothing is ever converted. */
export const Price = z.object({ amount: Amount, currency: Currency });
export type Price = z.infer<typeof Price>;

/** What a model costs, and where that is written. A price nobody can point to does not exist. */
export const PriceRule = z.object({
  amount: Amount,
  currency: Currency,
  per: z.enum(['call', 'image', 'second', 'thousand_chars']),
  source: z.string().check(z.minLength(1), z.maxLength(500)),
  /** The day on which somebody has looked there. */
  on: z.optional(z.iso.date()),
});
export type PriceRule = z.infer<typeof PriceRule>;
