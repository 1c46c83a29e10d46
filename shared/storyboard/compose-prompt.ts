import { digest } from 'lib0/hash/sha256';
import type { ModelSchema, ParameterSchema } from '../catalogue/model.ts';
import type { Motif } from '../documents/shelf.ts';
import type { PromptRecord, UsedMotif } from '../documents/shot-doc.ts';
import { motifLine } from '../russian/shelf-text.ts';

/** Where a shot keeps what is attached to it; no parameter of a model is called so. */
export const SHELF_KEY = '@shelf';
const ATTACHED_MAX = 20;

/** Ids of what is attached to a shot, whatever a foreign client wrote there. */
export function attachedIds(params: Record<string, unknown>): string[] {
  const ids = params[SHELF_KEY];
  if (!Array.isArray(ids)) return [];
  return [...new Set(ids.filter((id): id is string => typeof id === 'string'))].slice(0, ATTACHED_MAX);
}

/** In the order in which they were attached; what lies in the trash is left out. */
export function attachedMotifs(shelf: Motif[], params: Record<string, unknown>): Motif[] {
  return attachedIds(params)
    .map((id) => shelf.find((motif) => motif.id === id))
    .filter((motif) => motif !== undefined)
    .filter(({ deletedAt }) => deletedAt === null);
}

/** What a person wrote of a prompt: the words that begin the next one, when what is attached will be added again. */
export function writtenText({ draft, text }: Pick<PromptRecord, 'draft' | 'text'>): string {
  return draft ?? text;
}

/** What stands in a shot whose next prompt begins as this one did, attached things among it. */
export function beginningOf(prompt: PromptRecord, schema: ModelSchema): Record<string, unknown> {
  const attached = (prompt.shelf ?? []).map(({ id }) => id);
  return { ...withoutShelfPictures(schema, prompt), [SHELF_KEY]: attached };
}

export type ComposedPrompt = {
  /** Exactly what is sent. */
  text: string;
  /** What of it the person has not written; empty when nothing is added. */
  addition: string;
  params: Record<string, unknown>;
  pictures: { added: number; left: number; isTaken: boolean };
  /** For the prompt record: nothing when the shelf had no part in it. */
  record: Pick<PromptRecord, 'draft' | 'shelf'>;
};

type Source = {
  draft: string;
  motifs: Motif[];
  schema: ModelSchema;
  params: Record<string, unknown>;
  /** Whether a picture is there to be sent; all are when nobody says. */
  isUsable?: (asset: string) => boolean;
};

/** The one way from a draft and what is attached to its shot to what a model is asked for. */
export function composePrompt({
  draft,
  motifs,
  schema,
  params,
  isUsable = () => true,
}: Source): ComposedPrompt {
  const { taken, pictures } = withPictures({ motifs, schema, params, isUsable });
  const takesText = Object.values(schema.properties).some((property) => property['x-role'] === 'prompt');
  const told = takesText ? motifs.filter(({ text }) => text.trim() !== '') : [];
  const addition = told.map(motifLine).join('\n');
  const record = motifs.length === 0 ? {} : { draft, shelf: motifs.map(usedMotif) };
  return { text: joined(draft, told), addition, params: taken, pictures, record };
}

function joined(draft: string, told: Motif[]): string {
  if (told.length === 0) return draft;
  const lines = told.map(motifLine).join('\n');
  if (draft === '') return lines;
  return intoJson(draft, told) ?? `${draft}\n\n${lines}`;
}

/** A prompt that is an object stays one, as it was written: what is added gets a key of its own at its end. */
function intoJson(draft: string, told: Motif[]): string | undefined {
  const written = readObject(draft);
  if (!written) return undefined;
  let key = 'additions';
  for (let n = 2; Object.hasOwn(written, key); n++) key = `additions_${n}`;
  const added = JSON.stringify(told.map(({ name, text }) => ({ name, text: text.trim() })));
  const open = draft.trimEnd().slice(0, -1).trimEnd();
  return `${open}${Object.keys(written).length === 0 ? '' : ','}\n  ${JSON.stringify(key)}: ${added}\n}`;
}

function readObject(text: string): Record<string, unknown> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

type Pictured = Required<Omit<Source, 'draft'>>;

/** Covers first, then the second picture of each: where there is room for few, nobody is left out for another's third. */
function withPictures({ motifs, schema, params, isUsable }: Pictured) {
  const offered = inTurns(motifs.map(({ assets }) => assets.map(({ asset }) => asset).filter(isUsable)));
  const [name, property] = referenceOf(schema) ?? [];
  if (name === undefined || property === undefined)
    return { taken: params, pictures: { added: 0, left: offered.length, isTaken: false } };
  const chosen = idsIn(params[name]);
  const room = property.type === 'array' ? (property.maxItems ?? Number.POSITIVE_INFINITY) : 1;
  const fresh = offered.filter((asset) => !chosen.includes(asset));
  const added = fresh.slice(0, Math.max(0, room - chosen.length));
  const pictures = { added: added.length, left: fresh.length - added.length, isTaken: true };
  if (added.length === 0) return { taken: params, pictures };
  const value = property.type === 'array' ? [...chosen, ...added] : added[0];
  return { taken: { ...params, [name]: value }, pictures };
}

/** The parameters of an earlier prompt without the pictures that the shelf had put there. */
export function withoutShelfPictures(
  schema: ModelSchema,
  { params, shelf = [] }: Pick<PromptRecord, 'params' | 'shelf'>,
): Record<string, unknown> {
  const name = referenceOf(schema)?.[0];
  if (name === undefined || shelf.length === 0) return params;
  const { [name]: value, ...rest } = params;
  const added = new Set(shelf.flatMap(({ assets }) => assets));
  const own = idsIn(value).filter((asset) => !added.has(asset));
  if (own.length === 0) return rest;
  return { ...rest, [name]: Array.isArray(value) ? own : own[0] };
}

function referenceOf({ properties }: ModelSchema): [string, ParameterSchema] | undefined {
  return Object.entries(properties).find(
    ([, property]) => property['x-role'] === 'reference' && property['x-media'] === 'image',
  );
}

function idsIn(value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one): one is string => typeof one === 'string' && one !== '');
}

function inTurns(lists: string[][]): string[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const turns = Array.from({ length: longest }, (_, turn) =>
    lists.flatMap((list) => list.slice(turn, turn + 1)),
  );
  return [...new Set(turns.flat())];
}

function usedMotif(motif: Motif): UsedMotif {
  const assets = motif.assets.map(({ asset }) => asset);
  return { id: motif.id, name: motif.name, sha: motifSha(motif), assets };
}

/** Names what a model is told and shown of a motif. Another name, place or order among pictures is no change of it. */
export function motifSha({ text, assets }: Pick<Motif, 'text' | 'assets'>): string {
  const told = JSON.stringify([text.trim(), assets.map(({ asset }) => asset).sort()]);
  return Array.from(digest(new TextEncoder().encode(told)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
