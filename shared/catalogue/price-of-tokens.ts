import type { ModelSchema } from './model.ts';
import type { PriceRule } from './price.ts';
import type { Asked } from './price-of.ts';

const MILLION = 1_000_000;
/** What providers put around words of ours. */
const FRAME_TOKENS = 500;

/** What a provider says that it has counted. `input` is all of it, the cached part and pictures included. */
export type TokenUsage = {
  input: number;
  output: number;
  cachedInput?: number;
  cacheWrite?: number;
  inputImage?: number;
};

/** What tokens that were counted have cost. */
export function costOfTokens({ amount, per, tokens }: PriceRule, usage: TokenUsage): number | undefined {
  if (per !== 'million_tokens' || !tokens) return undefined;
  const { cachedInput = 0, cacheWrite = 0, inputImage = 0 } = usage;
  const rest = Math.max(0, usage.input - cachedInput - cacheWrite - inputImage);
  const sum =
    rest * tokens.input +
    cachedInput * (tokens.cachedInput ?? tokens.input) +
    cacheWrite * (tokens.cacheWrite ?? tokens.input) +
    inputImage * (tokens.inputImage ?? tokens.input) +
    usage.output * amount;
  const cost = Math.ceil(sum / MILLION);
  return Number.isSafeInteger(cost) && cost >= 0 ? cost : undefined;
}

/** The most that a call can cost, or nothing when that is not known. A token is one byte of a text at least. */
export function mostForTokens(rule: PriceRule, schema: ModelSchema, asked: Asked): number | undefined {
  const { tokens } = rule;
  if (!tokens) return undefined;
  const results = numberIn('count', schema, asked) ?? 1;
  const eachMost = numberIn('output_tokens', schema, asked) ?? tokens.outputMost;
  const pictures = picturesIn(schema, asked);
  if (eachMost === undefined || pictures === undefined) return undefined;
  if (pictures > 0 && tokens.inputImageMost === undefined) return undefined;
  const inputImage = pictures * (tokens.inputImageMost ?? 0);
  const dearest = Math.max(tokens.input, tokens.cachedInput ?? 0, tokens.cacheWrite ?? 0);
  const usage = { input: wordsIn(schema, asked) + inputImage, inputImage, output: results * eachMost };
  return costOfTokens({ ...rule, tokens: { ...tokens, input: dearest } }, usage);
}

function wordsIn(schema: ModelSchema, { params, text }: Asked): number {
  let bytes = FRAME_TOKENS + bytesOf(text) + bytesOf(JSON.stringify(schema['x-answer'] ?? ''));
  for (const [name, property] of Object.entries(schema.properties)) {
    const value = params[name] ?? property.default;
    if (typeof value === 'string' && !property['x-media'] && property['x-role'] !== 'prompt')
      bytes += bytesOf(value);
  }
  return bytes;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** How many pictures go along; recordings are counted in ways of their own. */
function picturesIn(schema: ModelSchema, { params }: Asked): number | undefined {
  let count = 0;
  for (const [name, { 'x-media': kind }] of Object.entries(schema.properties)) {
    const value = params[name];
    if (!kind || value === undefined || value === null) continue;
    if (kind !== 'image') return undefined;
    count += Array.isArray(value) ? value.length : 1;
  }
  return count;
}

function numberIn(
  role: 'count' | 'output_tokens',
  schema: ModelSchema,
  { params }: Asked,
): number | undefined {
  for (const [name, property] of Object.entries(schema.properties)) {
    if (property['x-role'] !== role) continue;
    const value = params[name] ?? property.default;
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  }
  return undefined;
}
