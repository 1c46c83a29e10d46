import * as z from 'zod/mini';
import { Fault } from '../fault.ts';
import { Recovery } from '../jobs/job.ts';
import { Concurrency } from './catalogue-row.ts';
import { ModelId, ProviderId, Purpose } from './model.ts';
import { PriceRule } from './price.ts';

export const AccountId = z.string().check(z.regex(/^[a-z0-9][a-z0-9._-]{0,79}$/));
export type AccountId = z.infer<typeof AccountId>;

const SECRET_MAX_CHARS = 4000;

/** What people are shown of a key or of the address of a proxy. `lost`: it cannot be opened any more. */
export const SecretFacts = z.object({
  state: z.enum(['set', 'lost']),
  hint: z.string(),
  changedAt: z.number(),
});
export type SecretFacts = z.infer<typeof SecretFacts>;

/** How the newest check of an account stands, or came out. */
export const CheckFacts = z.object({
  state: z.enum(['waits', 'works', 'good', 'bad']),
  at: z.number(),
  fault: z.nullable(Fault),
});
export type CheckFacts = z.infer<typeof CheckFacts>;

export const AccountFacts = z.object({
  id: AccountId,
  name: z.string(),
  baseUrl: z.nullable(z.string()),
  /** How many jobs it may have at work at once; `null`: as many as there are. */
  concurrency: z.nullable(z.number()),
  /** Whether runners of other machines are given its key. */
  isRemoteTrusted: z.boolean(),
  key: z.nullable(SecretFacts),
  proxy: z.nullable(SecretFacts),
  check: z.nullable(CheckFacts),
  models: z.number(),
});
export type AccountFacts = z.infer<typeof AccountFacts>;

export const ProviderFacts = z.object({
  id: ProviderId,
  name: z.string(),
  adapter: z.string(),
  recovery: Recovery,
  needsKey: z.boolean(),
  /** Some runner can ask it for nothing but whether the key is good. */
  canCheck: z.boolean(),
  /** Some runner knows how to speak to it. */
  isSpoken: z.boolean(),
  accounts: z.array(AccountFacts),
});
export type ProviderFacts = z.infer<typeof ProviderFacts>;

export const ProvidersAnswer = z.object({ providers: z.array(ProviderFacts) });
export type ProvidersAnswer = z.infer<typeof ProvidersAnswer>;

const AccountName = z.string().check(z.trim(), z.minLength(1), z.maxLength(100));
const Secret = z.nullable(
  z.string().check(z.trim(), z.minLength(1), z.maxLength(SECRET_MAX_CHARS), z.regex(/^[\x21-\x7e]+$/)),
);

/** `POST /api/accounts`: one more account at a provider. */
export const NewAccountBody = z.object({ provider: ProviderId, name: AccountName });
export type NewAccountBody = z.infer<typeof NewAccountBody>;

/** `PATCH /api/accounts/:id`. `key` and `proxy` go in and never come out; `null` forgets them. */
export const EditAccountBody = z.object({
  name: z.optional(AccountName),
  baseUrl: z.optional(z.nullable(z.string().check(z.trim(), z.maxLength(500)))),
  concurrency: z.optional(z.nullable(Concurrency)),
  isRemoteTrusted: z.optional(z.boolean()),
  key: z.optional(Secret),
  proxy: z.optional(Secret),
});
export type EditAccountBody = z.infer<typeof EditAccountBody>;

/** `PATCH /api/models/:id`. */
export const EditModelBody = z.object({
  name: z.optional(AccountName),
  isOn: z.optional(z.boolean()),
  account: z.optional(AccountId),
  price: z.optional(z.nullable(PriceRule)),
});
export type EditModelBody = z.infer<typeof EditModelBody>;

/** `PUT /api/models/order`: in which order the models of a purpose are offered, all of them named. */
export const OrderModelsBody = z.object({
  purpose: Purpose,
  models: z.array(ModelId).check(z.maxLength(1000)),
});
export type OrderModelsBody = z.infer<typeof OrderModelsBody>;
