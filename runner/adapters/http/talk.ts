import { HttpDefinition, namesParameter } from '#shared/catalogue/http-definition.ts';
import { type Assignment, UnaskableError } from '../adapter.ts';
import { contentAddress } from '../content-address.ts';
import { modelOf } from '../named-inputs.ts';
import { type Asked, askProvider } from './ask-provider.ts';
import { fillPath, type Values, valueAt } from './template.ts';

const ASK_WITHIN_MS = 30_000;

/** A provider as its row tells of it, and its address. */
export type Talk = { definition: HttpDefinition; base: string; origin: string };

export function talkOf({ provider }: Pick<Assignment, 'provider'>): Talk | undefined {
  const definition = HttpDefinition.safeParse(provider.definition);
  const base = provider.baseUrl?.replace(/\/+$/, '') ?? '';
  if (!definition.success || !/^https?:\/\//.test(base) || !URL.canParse(base)) return undefined;
  return { definition: definition.data, base, origin: new URL(base).origin };
}

/** An address below the base, or a whole one of the provider's own origin: the key is shown nowhere else. */
export function addressOf({ base, origin }: Talk, path: string, values: Values): string | undefined {
  const said = path === '{taskId}' ? values.taskId : undefined;
  return said === undefined ? base + fillPath(path, values) : ownAddress(origin, said);
}

type Place = NonNullable<HttpDefinition['result']>;

/** What an earlier answer says of the place, or the row itself. */
export function placeOf(talk: Talk, place: Place, { json, values }: { json: unknown; values: Values }) {
  return 'at' in place
    ? ownAddress(talk.origin, valueAt(json, place.at))
    : addressOf(talk, place.path, values);
}

function ownAddress(origin: string, said: unknown): string | undefined {
  if (typeof said !== 'string' || !URL.canParse(said, origin)) return undefined;
  const url = new URL(said, origin);
  return url.origin === origin ? url.href : undefined;
}

/** A question that costs nothing. */
export function askFreely(
  assignment: Assignment,
  talk: Talk,
  {
    url,
    method = 'GET',
    refusals = [],
  }: { url: string; method?: string; refusals?: HttpDefinition['refusals'] },
): Promise<Asked> {
  return askProvider(url, {
    fetch: assignment.fetch,
    init: { method, headers: headersOf(assignment, talk.definition) },
    withinMs: ASK_WITHIN_MS,
    signal: assignment.signal,
    refusals,
  });
}

export function headersOf(
  { provider }: Pick<Assignment, 'provider'>,
  { key, headers = {} }: HttpDefinition,
): Headers {
  const all = new Headers({ accept: 'application/json', ...headers });
  if (key && provider.secret) all.set(key.header, key.prefix + provider.secret);
  return all;
}

export function taskValues(assignment: Assignment, taskId: string): Values {
  return { call: assignment.call, taskId, model: modelOf(assignment) };
}

/** What the body of the request is filled with. */
export async function valuesOf(assignment: Assignment, { definition }: Talk): Promise<Values> {
  const { work, call, inputs } = assignment;
  const values: Values = { prompt: work.text, call, model: modelOf(assignment) };
  for (const [name, value] of Object.entries(work.params)) {
    values[`param.${name}`] = value;
    const named = inputs.filter(({ asset }) =>
      Array.isArray(value) ? value.includes(asset) : value === asset,
    );
    if (named.length === 0) continue;
    if (!namesParameter(definition, name)) throw new UnaskableError(name);
    const contents = await Promise.all(
      named.map((input) => input.address ?? contentAddress(input, definition.alongMaxBytes)),
    );
    values[`param.${name}`] = Array.isArray(value) ? contents : contents[0];
  }
  return values;
}

export function idIn(json: unknown, pointer: string): string | undefined {
  const id = valueAt(json, pointer);
  const text = typeof id === 'number' ? String(id) : id;
  return typeof text === 'string' && text.length > 0 && text.length <= 500 ? text : undefined;
}
