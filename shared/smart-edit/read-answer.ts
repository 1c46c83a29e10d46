import * as z from 'zod/mini';
import { readStructured } from './json-source.ts';

const EditAnswer = z.object({
  /** Some models give a structured prompt as it is, in spite of the schema. */
  prompt: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]),
  note: z.optional(z.catch(z.nullable(z.string()), null)),
  understood: z.optional(z.catch(z.nullable(z.boolean()), null)),
});

/** What a model has answered. `form`: by the schema, or plain words that may be the prompt. */
export type ReadAnswer = { prompt: string; note: string; understood: boolean; form: 'schema' | 'plain' };

const FENCE = /^\s*```[a-z]*\s*\n([\s\S]*?)\n?\s*```\s*$/i;

/**
 * Reads an answer however it came: by the schema, in a fence, with words around the JSON, or as plain words. Nothing when
 * there is nothing in it.
 */
export function readAnswer(answer: string, original: string): ReadAnswer | undefined {
  const text = FENCE.exec(answer)?.[1] ?? answer;
  const bySchema = fromSchema(text) ?? fromSchema(objectIn(text));
  if (bySchema) return bySchema;
  const plain = text.trim();
  if (plain === '' || isTornSchema(plain)) return undefined;
  // Of a structured prompt only JSON can be meant.
  const object = readStructured(original) ? objectIn(plain) : '';
  return { prompt: readStructured(object) ? object : plain, note: '', understood: true, form: 'plain' };
}

function fromSchema(text: string): ReadAnswer | undefined {
  const { data } = EditAnswer.safeParse(parsed(text));
  if (!data) return undefined;
  const { prompt, note, understood } = data;
  const written = typeof prompt === 'string' ? unfenced(prompt) : JSON.stringify(prompt, null, 2);
  return { prompt: written, note: note?.trim() ?? '', understood: understood ?? true, form: 'schema' };
}

function unfenced(prompt: string): string {
  return FENCE.exec(prompt)?.[1] ?? prompt;
}

/** From the first brace to the last: models like to say something before and after. */
function objectIn(text: string): string {
  return text.slice(Math.max(0, text.indexOf('{')), text.lastIndexOf('}') + 1);
}

/** The beginning of an answer by the schema that was cut off. */
function isTornSchema(text: string): boolean {
  return /^\{\s*"(prompt|note|understood)"\s*:/.test(text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
