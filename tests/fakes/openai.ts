import { FakeHost, type Heard, jsonOf, type Reply } from './fake-host.ts';
import { pictureOf } from './provider.ts';

const SPEECH_MAX_CHARS = 4096;
const SAMPLE_RATE = 24_000;

/** It counts the same for everybody. */
const USAGE = {
  input_tokens: 1000,
  input_tokens_details: { cached_tokens: 600, cache_write_tokens: 100 },
  output_tokens: 2000,
  total_tokens: 3000,
};
const IMAGE_USAGE = {
  input_tokens: 1000,
  input_tokens_details: { text_tokens: 100, image_tokens: 900 },
  output_tokens: 2000,
  total_tokens: 3000,
};

/** What models of this fake refuse, by the way they do it. */
const REFUSED = 'forbidden';

/** Pictures as bytes, words by schema or without, speech in short parts, the words of a recording. */
export function startOpenAi(): Promise<FakeHost> {
  return FakeHost.start(async (heard, host) => {
    if (heard.headers.authorization !== 'Bearer sk-1')
      return wrong(401, { code: 'invalid_api_key', message: 'Incorrect API key provided' });
    switch (`${heard.method} ${heard.path}`) {
      case 'GET /v1/models':
        return { body: { object: 'list', data: [{ id: 'gpt-6-luna', object: 'model' }] } };
      case 'POST /v1/images/generations':
        return draw(host, jsonOf(heard));
      case 'POST /v1/images/edits':
        return draw(host, await formOf(heard));
      case 'POST /v1/responses':
        return respond(host, jsonOf(heard));
      case 'POST /v1/chat/completions':
        return chat(host, jsonOf(heard));
      case 'POST /v1/audio/speech':
        return speak(host, jsonOf(heard));
      case 'POST /v1/audio/transcriptions':
        return transcribe(host, heard);
    }
    return wrong(404, { code: 'unknown_url', message: 'Unknown request URL' });
  });
}

function wrong(status: number, error: object): Reply {
  return { status, body: { error: { type: 'invalid_request_error', param: null, ...error } } };
}

async function draw(host: FakeHost, { model, prompt, n = 1 }: Record<string, unknown>): Promise<Reply> {
  if (typeof model !== 'string') return wrong(400, { code: 'missing', message: 'model' });
  if (prompt === REFUSED)
    return wrong(400, {
      code: 'moderation_blocked',
      message: 'Your request was rejected by the safety system',
    });
  host.charge(String(prompt));
  const bytes = await Promise.all(
    Array.from({ length: Number(n) }, (_, i) => pictureOf(i === 0 ? String(prompt) : `${prompt} ${i}`)),
  );
  const data = bytes.map((one) => ({ b64_json: one.toString('base64') }));
  return { body: { created: 1, data, usage: IMAGE_USAGE } };
}

/** The fields of a form; of its files the prompt keeps nothing. */
async function formOf(heard: Heard): Promise<Record<string, unknown>> {
  return Object.fromEntries(await filesIn(heard));
}

/** A form as it came in. */
export function filesIn({ body, headers }: Heard): Promise<FormData> {
  return new Response(new Uint8Array(body), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  }).formData();
}

/** What a model of this fake writes: whatever fits the schema, or the prompt again. */
function writtenFor(prompt: string, schema: unknown): string {
  if (prompt.startsWith('loose')) return '{"something": "else"}';
  return schema ? JSON.stringify({ title: prompt, shots: 3 }) : `О чём: ${prompt}`;
}

function respond(host: FakeHost, { model, input, store, text }: Record<string, unknown>): Reply {
  const parts = /"text":"((?:[^"\\]|\\.)*)"/.exec(JSON.stringify(input))?.[1] ?? '';
  const prompt = typeof input === 'string' ? input : parts;
  if (typeof model !== 'string' || store !== false) return wrong(400, { code: 'missing', message: 'model' });
  host.charge(prompt);
  const message = (part: object) => ({ type: 'message', role: 'assistant', content: [part] });
  if (prompt === REFUSED)
    return {
      body: {
        status: 'completed',
        output: [message({ type: 'refusal', refusal: 'I cannot' })],
        usage: USAGE,
      },
    };
  if (prompt === 'endless')
    return {
      body: {
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
        output: [],
        usage: USAGE,
      },
    };
  const said = message({ type: 'output_text', text: writtenFor(prompt, text) });
  return { body: { status: 'completed', output: [{ type: 'reasoning', summary: [] }, said], usage: USAGE } };
}

function chat(host: FakeHost, { messages, response_format }: Record<string, unknown>): Reply {
  const prompt = /"(?:content|text)":"((?:[^"\\]|\\.)*)"/.exec(JSON.stringify(messages))?.[1] ?? '';
  host.charge(prompt);
  if (prompt === REFUSED)
    return { body: { choices: [{ finish_reason: 'content_filter', message: { content: null } }] } };
  const content = writtenFor(prompt, response_format);
  const usage = {
    prompt_tokens: 1000,
    completion_tokens: 2000,
    prompt_tokens_details: { cached_tokens: 600 },
  };
  return { body: { choices: [{ finish_reason: 'stop', message: { role: 'assistant', content } }], usage } };
}

/** A tenth of a second for each character. */
function speak(host: FakeHost, { input, response_format, voice }: Record<string, unknown>): Reply {
  const text = String(input);
  if (text.length > SPEECH_MAX_CHARS) return wrong(400, { code: 'string_too_long', message: 'input' });
  if (response_format !== 'pcm' || typeof voice !== 'string')
    return wrong(400, { code: 'missing', message: 'voice' });
  host.charge(text);
  const samples = Math.round((text.length * SAMPLE_RATE) / 10);
  return { headers: { 'content-type': 'audio/pcm' }, body: Buffer.alloc(samples * 2, 1) };
}

async function transcribe(host: FakeHost, heard: Heard): Promise<Reply> {
  const form = await filesIn(heard);
  const file = form.get('file');
  if (!(file instanceof File) || !/\.(mp3|wav|ogg|flac|m4a|webm|mp4)$/.test(file.name))
    return wrong(400, { code: 'unsupported_format', message: 'file' });
  host.charge('Кит');
  return { body: { text: `Слышно ${file.size} байт` } };
}
