import type { z } from 'zod';
import { ModelRow, ProviderRow } from '#shared/catalogue/catalogue-row.ts';
import { findSchemaProblem } from '#shared/catalogue/check-schema.ts';
import { HttpDefinition, namesParameter } from '#shared/catalogue/http-definition.ts';
import { findUploadGap } from '#shared/catalogue/upload-definition.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { checkBaseUrl } from './base-url.ts';

const HTTP = 'http';
/** Deeper than any interface, and not so deep that reading it would break the reader. */
const DEPTH_MAX = 60;
const SECRET_HEADER = /^(proxy-)?authorization$|^cookie$|(^|-)(api-?)?(key|token|secret)$/i;
const FINE = { ok: true, value: undefined } as const;

export type RowRules = { allowedOrigins: readonly string[]; adapters: ReadonlySet<string> };

export type ReadRow = { kind: 'provider'; row: ProviderRow } | { kind: 'models'; rows: ModelRow[] };

/** A pasted row: a provider with its models, a model, or a list of models. What is wrong with it is said of its first place. */
export function readRow(json: unknown, rules: RowRules): Result<ReadRow> {
  if (isDeeper(json, DEPTH_MAX)) return fail({ code: 'bad_row', at: '', why: 'value' });
  if (typeof json === 'object' && json !== null && !Array.isArray(json) && 'adapter' in json) {
    const read = readProvider(json, rules);
    return read.ok ? ok({ kind: 'provider', row: read.value }) : read;
  }
  const isMany = Array.isArray(json);
  const read = readModels(isMany ? json : [json], isMany ? '' : undefined);
  return read.ok ? ok({ kind: 'models', rows: read.value }) : read;
}

function readProvider(json: unknown, { allowedOrigins, adapters }: RowRules): Result<ProviderRow> {
  const shaped = shapeOf(ProviderRow, json, '');
  if (!shaped.ok) return shaped;
  const row = shaped.value;
  const { adapter, account, definition, recovery } = row;
  if (!adapters.has(adapter)) return fail({ code: 'adapter_unknown', adapter });
  if (account.baseUrl !== null) {
    const base = checkBaseUrl(account.baseUrl, allowedOrigins, 'account/baseUrl');
    if (!base.ok) return base;
  }
  if (adapter === HTTP) {
    if (account.baseUrl === null) return fail({ code: 'bad_row', at: 'account/baseUrl', why: 'missing' });
    const told = checkDefinition(definition, { recovery, allowedOrigins });
    if (!told.ok) return told;
    const unsent = findUnsentContent(told.value, row.models);
    if (unsent !== undefined) return fail({ code: 'bad_row', at: unsent, why: 'unsent' });
  }
  const models = checkModels(row.models, { at: 'models', provider: row.id });
  return models.ok ? ok(row) : models;
}

/** What the rest of the row promises must be told too: a task that nobody can ask about would be lost. */
function checkDefinition(
  definition: unknown,
  { recovery, allowedOrigins }: Pick<ProviderRow, 'recovery'> & Pick<RowRules, 'allowedOrigins'>,
): Result<HttpDefinition> {
  const shaped = shapeOf(HttpDefinition, definition, 'definition');
  if (!shaped.ok) return shaped;
  const { taskId, poll, lookUp, idempotencyHeader, key, upload, outputs } = shaped.value;
  if (upload?.base !== undefined) {
    const base = checkBaseUrl(upload.base, allowedOrigins, 'definition/upload/base');
    if (!base.ok) return base;
  }
  const gap = upload && findUploadGap(upload);
  const secret = findSecretHeader(shaped.value);
  if (secret !== undefined) return fail({ code: 'bad_row', at: secret, why: 'secret' });
  const missing =
    (taskId !== undefined && poll === undefined && 'poll') ||
    (recovery === 'key' && idempotencyHeader === undefined && 'idempotencyHeader') ||
    (recovery === 'lookup' && lookUp === undefined && 'lookUp') ||
    (outputs.files === undefined && outputs.text === undefined && 'outputs/files') ||
    (gap !== undefined && `upload/${gap}`) ||
    (key === undefined && hasKeyWord(definition) && 'key');
  return missing ? fail({ code: 'bad_row', at: `definition/${missing}`, why: 'missing' }) : shaped;
}

/** A place for content that no request names. */
function findUnsentContent(definition: HttpDefinition, models: ModelRow[]): string | undefined {
  for (const [n, { schema }] of models.entries())
    for (const [name, property] of Object.entries(schema.properties))
      if (property['x-media'] && !namesParameter(definition, name))
        return `models/${n}/schema/properties/${name}`;
  return undefined;
}

/** A key in a row would stand in the clear, and go wherever the row goes. */
function findSecretHeader({ headers, upload }: HttpDefinition): string | undefined {
  const places: [string, Record<string, string> | undefined][] = [
    ['headers', headers],
    ['upload/send/headers', upload?.send?.headers],
  ];
  for (const [at, words] of places) {
    const name = Object.keys(words ?? {}).find((one) => SECRET_HEADER.test(one));
    if (name !== undefined) return `definition/${at}/${name}`;
  }
  return undefined;
}

/** Somebody who writes `{key}` means the key, which is only ever put into a header. */
function hasKeyWord(definition: unknown): boolean {
  return JSON.stringify(definition).includes('{key}');
}

function readModels(list: unknown[], at: string | undefined): Result<ModelRow[]> {
  const rows: ModelRow[] = [];
  for (const [n, json] of list.entries()) {
    const shaped = shapeOf(ModelRow, json, at === undefined ? '' : String(n));
    if (!shaped.ok) return shaped;
    rows.push(shaped.value);
  }
  const sound = checkModels(rows, { at, provider: undefined });
  return sound.ok ? ok(rows) : sound;
}

function checkModels(
  rows: ModelRow[],
  { at, provider }: { at: string | undefined; provider: string | undefined },
): Result<undefined> {
  const ids = new Set<string>();
  for (const [n, { id, schema }] of rows.entries()) {
    const place = (path: string) => joined(at === undefined ? '' : joined(at, String(n)), path);
    if (provider !== undefined && !id.startsWith(`${provider}/`))
      return fail({ code: 'bad_row', at: place('id'), why: 'foreign' });
    if (ids.has(id)) return fail({ code: 'bad_row', at: place('id'), why: 'twice' });
    ids.add(id);
    const problem = findSchemaProblem(schema);
    if (problem) return fail({ code: 'bad_row', at: place(`schema${problem.at}`), why: problem.why });
  }
  return FINE;
}

/** Also refuses what the schema does not know: a word that was misspelt would be left out without a sound. */
function shapeOf<T>(
  schema: {
    safeParse(value: unknown): { success: true; data: T } | { success: false; error: z.core.$ZodError };
  },
  json: unknown,
  at: string,
): Result<T> {
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path ?? [];
    const why = valueAt(json, path) === undefined ? 'missing' : 'value';
    return fail({ code: 'bad_row', at: joined(at, path.map(String).join('/')), why });
  }
  const unknown = findUnknown(json, parsed.data);
  if (unknown !== undefined) return fail({ code: 'bad_row', at: joined(at, unknown), why: 'unknown' });
  return ok(parsed.data);
}

function isDeeper(json: unknown, depth: number): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return depth === 0 || Object.values(json).some((item) => isDeeper(item, depth - 1));
}

function valueAt(json: unknown, path: PropertyKey[]): unknown {
  let value = json;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    // Whatever it is, it is asked for one of its own names.
    value = Object.hasOwn(value, key) ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return value;
}

/** The first name of what came in that is not in what was read of it. */
function findUnknown(json: unknown, read: unknown): string | undefined {
  if (typeof json !== 'object' || json === null || typeof read !== 'object' || read === null)
    return undefined;
  for (const [key, value] of Object.entries(json)) {
    if (!Object.hasOwn(read, key)) return key;
    // It was just seen to have this key.
    const found = findUnknown(value, (read as Record<string, unknown>)[key]);
    if (found !== undefined) return joined(key, found);
  }
  return undefined;
}

function joined(...parts: string[]): string {
  return parts.filter(Boolean).join('/');
}
