import * as z from 'zod/mini';

/** Who wrote a prompt into a file; `sidecar` and `description` are words that name nobody. */
export const ImportTool = z.enum([
  'raskadr',
  'comfyui',
  'a1111',
  'forge',
  'sdnext',
  'invokeai',
  'fooocus',
  'novelai',
  'swarmui',
  'drawthings',
  'midjourney',
  'easydiffusion',
  'sidecar',
  'description',
]);
export type ImportTool = z.infer<typeof ImportTool>;

/** What a file says of how it was made. A seed is text: some are longer than a number can be. */
export type FoundPrompt = {
  tool: ImportTool;
  prompt: string;
  negative: string | null;
  /** By the name that the tool has for it. */
  model: string | null;
  seed: string | null;
  params: Record<string, string | number | boolean>;
};

export const PROMPT_MAX_CHARS = 32_000;
const NAME_MAX_CHARS = 300;
const PARAMS_MAX = 40;
const PARAM_MAX_CHARS = 500;
const KEY_MAX_CHARS = 60;

type Parts = { prompt: unknown; negative?: unknown; model?: unknown; seed?: unknown; params?: object };

/** Within bounds, and only when there is a prompt. */
export function foundPrompt(tool: ImportTool, parts: Parts): FoundPrompt | undefined {
  const prompt = wordsOf(parts.prompt, PROMPT_MAX_CHARS);
  if (prompt === '') return undefined;
  return {
    tool,
    prompt,
    negative: wordsOf(parts.negative, PROMPT_MAX_CHARS) || null,
    model: wordsOf(parts.model, NAME_MAX_CHARS) || null,
    seed: seedOf(parts.seed),
    params: paramsOf(parts.params ?? {}),
  };
}

/** Text without what a document could not hold. */
function wordsOf(value: unknown, maxChars: number): string {
  if (typeof value !== 'string') return '';
  return value.slice(0, maxChars).toWellFormed().replaceAll('\0', '').trim();
}

function seedOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  return typeof value === 'string' && /^-?\d{1,30}$/.test(value) ? value : null;
}

function paramsOf(params: object): FoundPrompt['params'] {
  const kept: FoundPrompt['params'] = {};
  for (const [key, value] of Object.entries(params).slice(0, PARAMS_MAX)) {
    const name = wordsOf(key, KEY_MAX_CHARS);
    if (name === '' || name === '__proto__') continue;
    if (typeof value === 'string') {
      const words = wordsOf(value, PARAM_MAX_CHARS);
      if (words !== '') kept[name] = words;
    } else if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
      kept[name] = value;
  }
  return kept;
}

export type Json = Record<string, unknown>;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Some of the fields of a record, those that are there. */
export function picked(record: Json, names: string[]): Json {
  return Object.fromEntries(names.flatMap((name) => (name in record ? [[name, record[name]]] : [])));
}
