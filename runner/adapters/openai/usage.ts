import * as z from 'zod/mini';
import { costOfTokens } from '#shared/catalogue/price-of-tokens.ts';
import type { Assignment } from '../adapter.ts';

const Count = z.number().check(z.int(), z.nonnegative());
const Details = z.optional(
  z.nullable(
    z.object({
      cached_tokens: z.optional(Count),
      cache_write_tokens: z.optional(Count),
      image_tokens: z.optional(Count),
    }),
  ),
);

/** Of answers, pictures and recordings; of chats, which have older names for it. */
const Usage = z.union([
  z.object({ input_tokens: Count, output_tokens: Count, input_tokens_details: Details }),
  z.object({ prompt_tokens: Count, completion_tokens: Count, prompt_tokens_details: Details }),
]);
const Used = z.object({ usage: z.optional(z.unknown()) });

/** What the tokens that it has counted cost by the rule of the model; nothing when it does not say, or none is known. */
export function actualOf({ model }: Pick<Assignment, 'model'>, said: unknown): number | undefined {
  const { data: usage } = Usage.safeParse(Used.safeParse(said).data?.usage);
  if (!usage || !model.price) return undefined;
  const [input, output, details] =
    'input_tokens' in usage
      ? [usage.input_tokens, usage.output_tokens, usage.input_tokens_details]
      : [usage.prompt_tokens, usage.completion_tokens, usage.prompt_tokens_details];
  return costOfTokens(model.price, {
    input,
    output,
    cachedInput: details?.cached_tokens ?? 0,
    cacheWrite: details?.cache_write_tokens ?? 0,
    inputImage: details?.image_tokens ?? 0,
  });
}
