import { http } from '#runner/adapters/http/adapter.ts';
import { openai } from '#runner/adapters/openai/adapter.ts';
import { runway } from '#runner/adapters/runway/adapter.ts';
import { FAL, startFal } from '../../fakes/fal.ts';
import { MIDJOURNEY, startMidjourney } from '../../fakes/midjourney.ts';
import { startOpenAi } from '../../fakes/openai.ts';
import { startRunway } from '../../fakes/runway.ts';
import type { Subject } from './subject.ts';

const PICTURE = {
  type: 'object',
  properties: {
    prompt: { type: 'string', 'x-role': 'prompt' },
    picture: { type: 'string', 'x-media': 'image', 'x-role': 'reference' },
  },
} as const;

/** Longer than anybody lets go along. */
const LONG = {
  parameter: 'picture',
  bytes: Buffer.alloc(4 * 1024 ** 2, 'a long picture '),
  kind: 'image',
  type: 'image/png',
} as const;

const FAL_QUEUE: Subject = {
  name: 'the queue of fal, by data alone',
  adapter: http,
  start: startFal,
  wanted: { provider: { definition: FAL }, model: { id: 'fal/fal-ai/flux/dev', schema: PICTURE } },
  paid: /^POST \/fal-ai/,
  told: /^GET .*\/status$/,
  brought: /^GET \/files\//,
  noMoney: { status: 403, body: { detail: 'User is locked. Reason: Exhausted balance.' } },
  brings: {
    input: LONG,
    first: /^POST \/storage\/upload\/initiate/,
    content: /^PUT \/signed\//,
    keyless: true,
    named: /"image_url":"https:\/\/v3\.fal\.media\/files\/1-[^"]+\.png"/,
  },
  result: { files: 1 },
};

const FOUR_PICTURES: Subject = {
  name: 'a reseller of Midjourney, by data alone',
  adapter: http,
  start: startMidjourney,
  wanted: { provider: { definition: MIDJOURNEY }, model: { id: 'mj/imagine', schema: PICTURE } },
  paid: /^POST \/api\/v1\/task/,
  told: /^GET \/api/,
  brought: /^GET \/files\//,
  noMoney: { body: { code: 402, data: null, message: 'insufficient credits' } },
  brings: {
    input: LONG,
    first: /^POST \/api\/ephemeral_resource/,
    content: /^POST \/api\/ephemeral_resource/,
    keyless: false,
    named: /"image_url":"[^"]+\/ephemeral\/[^"]+\.png"/,
  },
  result: { files: 4 },
};

export const RUNWAY: Subject = {
  name: 'Runway',
  adapter: runway,
  start: startRunway,
  wanted: {
    provider: { definition: { withinS: 2 } },
    model: { id: 'runway/gen4_image', schema: PICTURE },
  },
  paid: /^POST \/v1\/(text|image)_to/,
  told: /^GET \/v1\/tasks/,
  brought: /^GET \/outputs\//,
  noMoney: { status: 400, body: { error: 'You do not have enough credits to run this task.' } },
  brings: {
    input: LONG,
    first: /^POST \/v1\/uploads/,
    content: /^POST \/storage\//,
    keyless: true,
    named: /"uri":"runway:\/\/up-1"/,
  },
  result: { files: 1 },
};

const PROMPT = { type: 'object', properties: { prompt: { type: 'string', 'x-role': 'prompt' } } } as const;
const REFUSED = {
  status: 400,
  body: { error: { code: 'content_policy_violation', message: 'no', type: 'invalid_request_error' } },
};

function ofOpenAi({
  name,
  model,
  ...rest
}: Pick<Subject, 'name' | 'result'> &
  Partial<Subject> & {
    model: Subject['wanted']['model'];
  }): Subject {
  return {
    name: `OpenAI: ${name}`,
    adapter: openai,
    start: startOpenAi,
    under: '/v1',
    wanted: { provider: { definition: { withinS: 2 } }, model: { schema: PROMPT, ...model } },
    paid: /^POST /,
    noMoney: {
      status: 429,
      body: {
        error: {
          message: 'You exceeded your quota',
          type: 'insufficient_quota',
          code: 'credit_balance_exhausted',
        },
      },
    },
    ...rest,
  };
}

export const OPENAI_IMAGES = ofOpenAi({
  name: 'pictures',
  model: { id: 'openai/gpt-image-2', purpose: 'image' },
  result: { files: 1 },
});

export const OPENAI_TEXT = ofOpenAi({
  name: 'words',
  model: { id: 'openai/gpt-6-luna', purpose: 'text' },
  result: { files: 0, text: 'О чём: Кит' },
});

export const OPENAI_SPEECH = ofOpenAi({
  name: 'speech',
  model: {
    id: 'openai/gpt-4o-mini-tts',
    purpose: 'speech',
    schema: {
      ...PROMPT,
      properties: { ...PROMPT.properties, voice: { type: 'string', default: 'coral' } },
    },
  },
  forbidden: REFUSED,
  result: { files: 1 },
});

export const OPENAI_TRANSCRIPTION = ofOpenAi({
  name: 'the words of a recording',
  model: {
    id: 'openai/gpt-4o-transcribe',
    purpose: 'transcription',
    schema: { type: 'object', properties: { audio: { type: 'string', 'x-media': 'audio' } } },
  },
  forbidden: REFUSED,
  inputs: [{ parameter: 'audio', bytes: Buffer.alloc(100), kind: 'audio', type: 'audio/ogg' }],
  result: { files: 0, text: 'Слышно 100 байт' },
});

export const COMPATIBLE = ofOpenAi({
  name: 'whoever speaks as it does',
  model: { id: 'local/some-model', purpose: 'text' },
  result: { files: 0, text: 'О чём: Кит' },
});
COMPATIBLE.wanted.provider = { definition: { api: 'chat', withinS: 2 } };

export const SUBJECTS: Subject[] = [
  FAL_QUEUE,
  FOUR_PICTURES,
  RUNWAY,
  OPENAI_IMAGES,
  OPENAI_TEXT,
  OPENAI_SPEECH,
  OPENAI_TRANSCRIPTION,
  COMPATIBLE,
];
