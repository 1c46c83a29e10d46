import { readComfy, readComfyJson } from './comfy-graph.ts';
import { type FoundPrompt, foundPrompt, isRecord, PROMPT_MAX_CHARS } from './found-prompt.ts';
import type { FoundText } from './found-text.ts';
import {
  readAnyJson,
  readDream,
  readInvoke,
  readKnownJson,
  readNovel,
  readOldInvoke,
  readOwn,
} from './json-prompts.ts';
import { readParametersText } from './parameters-text.ts';
import { tolerantJson } from './tolerant-json.ts';

/** What cameras and editors write where a description could stand. */
const NO_PROMPT =
  /digital camera|sony dsc|created with|processed with|lead technologies|^default$|screenshot|^untitled/i;
const DESCRIPTIONS = ['dc:description', 'imagedescription', 'iptc:caption', 'description', 'xpcomment'];
const DESCRIPTION_MIN_CHARS = 12;

/** What the texts of a file say of how it was made; what nobody knows is nothing. */
export function recognise(found: FoundText[]): FoundPrompt | undefined {
  const texts = named(found);
  return (
    readNamed(texts) ??
    readJson(texts) ??
    readParameters(texts) ??
    readComfy({ prompt: texts.get('prompt'), workflow: texts.get('workflow') }) ??
    readMidjourney(texts) ??
    readDescription(texts)
  );
}

type Texts = ReadonlyMap<string, string>;

/** By their names in small letters. Some tools put the name before the text, in a field of the camera's. */
function named(found: FoundText[]): Texts {
  const texts = new Map<string, string>();
  for (const { key, text } of found) {
    const [, name, rest] = /^(prompt|workflow|parameters):(?=\s*\{)([\s\S]*)$/i.exec(text) ?? [];
    const last = key.toLowerCase().replace(/^com\.apple\.quicktime\./, '');
    if (name !== undefined && rest !== undefined) texts.set(name.toLowerCase(), rest);
    else if (!texts.has(last)) texts.set(last, text);
  }
  return texts;
}

function readNamed(texts: Texts): FoundPrompt | undefined {
  const json = (name: string) => {
    const text = texts.get(name);
    const value = text === undefined ? undefined : tolerantJson(text);
    return isRecord(value) ? value : undefined;
  };
  const [own, invoke, oldInvoke] = [json('raskadr'), json('invokeai_metadata'), json('sd-metadata')];
  const dream = texts.get('dream');
  const comment = json('comment');
  const isNovel = /novelai/i.test(texts.get('software') ?? '');
  return (
    (own && readOwn(own)) ??
    (invoke && readInvoke(invoke)) ??
    (oldInvoke && readOldInvoke(oldInvoke)) ??
    (dream === undefined ? undefined : readDream(dream)) ??
    (comment && isNovel
      ? readNovel(comment, {
          description: texts.get('description') ?? '',
          source: texts.get('source') ?? '',
        })
      : undefined)
  );
}

function readJson(texts: Texts): FoundPrompt | undefined {
  for (const [key, text] of texts) {
    if (key === 'prompt' || key === 'workflow' || !/^\s*\{/.test(text)) continue;
    const value = tolerantJson(text);
    const found = readKnownJson(value) ?? readComfyJson(value);
    if (found) return found;
  }
  return undefined;
}

function readParameters(texts: Texts): FoundPrompt | undefined {
  for (const text of texts.values()) {
    const found = /^\s*\{/.test(text) ? undefined : readParametersText(text);
    // Its own saver writes such a text beside the graph.
    if (found) return texts.has('workflow') ? { ...found, tool: 'comfyui' } : found;
  }
  return undefined;
}

function readMidjourney(texts: Texts): FoundPrompt | undefined {
  const text = texts.get('description') ?? texts.get('dc:description') ?? texts.get('imagedescription') ?? '';
  const job = / Job ID: ([0-9a-f-]{36})\s*$/i.exec(text);
  if (!job) return undefined;
  const line = text.slice(0, job.index).trim();
  const option = (name: string) => new RegExp(`--${name} (\\S+)`).exec(line)?.[1];
  return foundPrompt('midjourney', {
    prompt: line.split(/ --\w/)[0],
    negative: /--no ([^-]+)/.exec(line)?.[1],
    model:
      option('(?:v|version|niji)') && `Midjourney ${/--niji/.test(line) ? 'Niji ' : ''}${lastOption(line)}`,
    seed: option('seed'),
    params: { ar: option('ar') ?? '', stylize: option('(?:s|stylize)') ?? '', job: job[1] ?? '' },
  });
}

function lastOption(line: string): string {
  return /--(?:v|version|niji) (\S+)/.exec(line)?.[1] ?? '';
}

function readDescription(texts: Texts): FoundPrompt | undefined {
  for (const key of DESCRIPTIONS) {
    const text = texts.get(key)?.trim() ?? '';
    if (text.length < DESCRIPTION_MIN_CHARS || NO_PROMPT.test(text) || text.startsWith('{')) continue;
    return foundPrompt('description', { prompt: text });
  }
  return undefined;
}

/** The text or JSON that lies beside a file under its name. */
export function recogniseSidecar(text: string): FoundPrompt | undefined {
  const clean = text.replace(/^\ufeff/, '');
  if (/^\s*[{[]/.test(clean)) {
    const value = tolerantJson(clean);
    return readKnownJson(value) ?? readComfyJson(value) ?? (isRecord(value) ? readAnyJson(value) : undefined);
  }
  const parameters = readParametersText(clean);
  if (parameters) return parameters;
  const words = [...clean.matchAll(/^(Prompt|Negative Prompt|Seed|Stable Diffusion model): (.*)$/gim)];
  const fields = new Map(words.map(([, key = '', value = '']) => [key.toLowerCase(), value]));
  if (fields.has('prompt') && fields.size > 1)
    return foundPrompt('easydiffusion', {
      prompt: fields.get('prompt'),
      negative: fields.get('negative prompt'),
      model: fields.get('stable diffusion model'),
      seed: fields.get('seed'),
    });
  return clean.length <= PROMPT_MAX_CHARS ? foundPrompt('sidecar', { prompt: clean }) : undefined;
}
