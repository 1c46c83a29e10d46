import { type FoundPrompt, foundPrompt, isRecord, type Json, picked } from './found-prompt.ts';

/** JSON that says by its fields who wrote it. */
export function readKnownJson(value: unknown): FoundPrompt | undefined {
  if (!isRecord(value)) return undefined;
  if (isRecord(value.sui_image_params)) return readSwarm(value.sui_image_params);
  if (isFooocus(value)) return readFooocus(value);
  if ('c' in value && 'uc' in value) return readDrawThings(value);
  if ('positive_prompt' in value && ('app_version' in value || 'generation_mode' in value))
    return readInvoke(value);
  if (isRecord(value.image) && 'prompt' in value.image) return readOldInvoke(value);
  if ('uc' in value || 'v4_prompt' in value || 'request_type' in value) return readNovel(value);
  return undefined;
}

/** What the exports of this studio say of themselves. */
export function readOwn(value: unknown): FoundPrompt | undefined {
  if (!isRecord(value)) return undefined;
  const { prompt, negative, model, seed, params } = value;
  return foundPrompt('raskadr', { prompt, negative, model, seed, params: isRecord(params) ? params : {} });
}

function readSwarm(params: Json): FoundPrompt | undefined {
  return foundPrompt('swarmui', {
    prompt: params.prompt,
    negative: params.negativeprompt,
    model: params.model,
    seed: params.seed,
    params: picked(params, ['steps', 'cfgscale', 'width', 'height', 'sampler', 'scheduler', 'swarm_version']),
  });
}

function isFooocus(value: Json): boolean {
  if (value.metadata_scheme === 'fooocus') return true;
  const isNamed = typeof value.version === 'string' && /fooocus/i.test(value.version);
  return isNamed || ('base_model' in value && 'performance' in value);
}

function readFooocus(value: Json): FoundPrompt | undefined {
  return foundPrompt('fooocus', {
    prompt: value.prompt || linesOf(value.full_prompt),
    negative: value.negative_prompt || linesOf(value.full_negative_prompt),
    model: value.base_model,
    seed: value.seed,
    params: {
      ...picked(value, [
        'performance',
        'steps',
        'resolution',
        'guidance_scale',
        'sharpness',
        'sampler',
        'scheduler',
      ]),
      ...picked(value, ['refiner_model', 'refiner_switch', 'vae', 'clip_skip', 'version']),
      ...(value.styles === undefined ? {} : { styles: linesOf(value.styles) ?? value.styles }),
    },
  });
}

function linesOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string').join('\n') : undefined;
}

export function readInvoke(value: Json): FoundPrompt | undefined {
  const { model } = value;
  return foundPrompt('invokeai', {
    prompt: value.positive_prompt,
    negative: value.negative_prompt,
    model: isRecord(model) ? (model.name ?? model.model_name) : model,
    seed: value.seed,
    params: picked(value, [
      ...['steps', 'cfg_scale', 'scheduler', 'width', 'height', 'strength'],
      ...['generation_mode', 'positive_style_prompt', 'app_version'],
    ]),
  });
}

/** Before its third version; what must not be stood in square brackets within the prompt. */
export function readOldInvoke(value: Json): FoundPrompt | undefined {
  const image = isRecord(value.image) ? value.image : {};
  const parts = Array.isArray(image.prompt) ? image.prompt : [image.prompt];
  const whole = parts
    .map((part) => (isRecord(part) ? part.prompt : part))
    .filter((part) => typeof part === 'string')
    .join(', ');
  const [wanted, unwanted] = apart(whole);
  return foundPrompt('invokeai', {
    prompt: wanted,
    negative: unwanted,
    model: value.model_weights ?? value.model_id ?? value.model,
    seed: image.seed,
    params: picked(image, ['steps', 'cfg_scale', 'sampler', 'width', 'height', 'strength']),
  });
}

/** Its first form: a line as it was typed. */
export function readDream(text: string): FoundPrompt | undefined {
  const line = text.slice(0, 50_000).trim();
  const end = line.startsWith('"') ? line.indexOf('"', 1) : -1;
  if (end < 0) return undefined;
  const rest = line.slice(end + 1);
  const option = (pattern: RegExp) => pattern.exec(rest)?.[1];
  const [wanted, unwanted] = apart(line.slice(1, end));
  return foundPrompt('invokeai', {
    prompt: wanted,
    negative: unwanted,
    seed: option(/ -S ?(\d+)/),
    params: {
      steps: Number(option(/ -s ?(\d+)/) ?? Number.NaN),
      cfg_scale: Number(option(/ -C ?([\d.]+)/) ?? Number.NaN),
      sampler: option(/ -A ?(\w+)/) ?? '',
    },
  });
}

function apart(whole: string): [string, string] {
  const unwanted = [...whole.matchAll(/\[([^[\]]*)\]/g)].map(([, inner = '']) => inner).join(', ');
  return [whole.replace(/\[[^[\]]*\]/g, ''), unwanted];
}

export function readNovel(value: Json, also: { description?: string; source?: string } = {}) {
  const positive = isRecord(value.v4_prompt) ? value.v4_prompt.caption : undefined;
  const negative = isRecord(value.v4_negative_prompt) ? value.v4_negative_prompt.caption : undefined;
  const base = (caption: unknown) => (isRecord(caption) ? caption.base_caption : undefined);
  return foundPrompt('novelai', {
    prompt: value.prompt ?? base(positive) ?? also.description,
    negative: value.uc ?? base(negative),
    model: also.source,
    seed: value.seed,
    params: picked(value, ['steps', 'scale', 'sampler', 'width', 'height', 'noise_schedule', 'cfg_rescale']),
  });
}

function readDrawThings(value: Json): FoundPrompt | undefined {
  return foundPrompt('drawthings', {
    prompt: value.c,
    negative: value.uc,
    model: value.model,
    seed: value.seed,
    params: picked(value, ['steps', 'scale', 'sampler', 'size', 'strength']),
  });
}

/** JSON beside a file: the names that most programs have for the same things. */
export function readAnyJson(value: unknown): FoundPrompt | undefined {
  if (!isRecord(value)) return undefined;
  const request = isRecord(value.reqBody) ? value.reqBody : value;
  const isEasy = 'use_stable_diffusion_model' in request;
  return foundPrompt(isEasy ? 'easydiffusion' : 'sidecar', {
    prompt: request.prompt ?? request.positive_prompt ?? request.text ?? request.caption,
    negative: request.negative_prompt ?? request.negative ?? request.negativePrompt,
    model: request.use_stable_diffusion_model ?? request.model ?? request.model_name,
    seed: request.seed,
    params: picked(request, [
      ...['steps', 'num_inference_steps', 'cfg_scale', 'guidance_scale', 'sampler', 'sampler_name'],
      ...['scheduler', 'width', 'height', 'duration', 'aspect_ratio', 'resolution'],
    ]),
  });
}
