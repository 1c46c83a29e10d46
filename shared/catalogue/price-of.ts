import type { ModelSchema, ParameterSchema } from './model.ts';
import type { Price, PriceRule } from './price.ts';
import { mostForTokens } from './price-of-tokens.ts';

type Role = NonNullable<ParameterSchema['x-role']>;

export type Asked = { params: Record<string, unknown>; text: string };

/** What one call will cost, or the most that it can, or `null` when the rule or what it counts is not known. Nothing is ever guessed. */
export function priceOf(rule: PriceRule | null, schema: ModelSchema, asked: Asked): Price | null {
  if (!rule) return null;
  if (rule.per === 'million_tokens') {
    const most = mostForTokens(rule, schema, asked);
    return most === undefined
      ? null
      : { amount: most, currency: rule.currency, ...(most > 0 && { isMost: true }) };
  }
  const units = unitsOf(rule.per, schema, asked);
  if (units === undefined) return null;
  const amount = Math.ceil(rule.amount * units);
  return Number.isSafeInteger(amount) ? { amount, currency: rule.currency } : null;
}

function unitsOf(
  per: Exclude<PriceRule['per'], 'million_tokens'>,
  schema: ModelSchema,
  { params, text }: Asked,
): number | undefined {
  switch (per) {
    case 'call':
      return 1;
    case 'image':
      return hasRole(schema, 'count') ? numberOf('count', schema, params) : 1;
    case 'second':
      return numberOf('seconds', schema, params);
    case 'thousand_chars':
      return text.length / 1000;
  }
}

function numberOf(role: Role, schema: ModelSchema, params: Record<string, unknown>): number | undefined {
  for (const [name, property] of Object.entries(schema.properties)) {
    if (property['x-role'] !== role) continue;
    const value = params[name] ?? property.default;
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
  }
  return undefined;
}

function hasRole(schema: ModelSchema, role: Role): boolean {
  return Object.values(schema.properties).some((property) => property['x-role'] === role);
}
