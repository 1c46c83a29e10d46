import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { CHECKS } from '#runner/adapters/checks.ts';
import { splitText } from '#runner/adapters/openai/split-text.ts';
import { ModelSchema } from '#shared/catalogue/model.ts';
import { jsonOf, type Mishap } from '../../fakes/fake-host.ts';
import { filesIn } from '../../fakes/openai.ts';
import { pictureOf } from '../../fakes/provider.ts';
import { runOf, type Subject, tryOn } from './subject.ts';
import { COMPATIBLE, OPENAI_IMAGES, OPENAI_SPEECH, OPENAI_TEXT, OPENAI_TRANSCRIPTION } from './subjects.ts';

const ANSWER = {
  type: 'object',
  additionalProperties: false,
  required: ['title', 'shots'],
  properties: { title: { type: 'string' }, shots: { type: 'integer' } },
} as const;

function withSchema(subject: Subject, added: object): Subject {
  const { model } = subject.wanted;
  const schema = ModelSchema.parse({ type: 'object', properties: {}, ...model?.schema, ...added });
  return { ...subject, wanted: { ...subject.wanted, model: { ...model, schema } } };
}

test('pictures are asked for by the names of the schema, and each that came is kept', async () => {
  const subject = withSchema(OPENAI_IMAGES, {
    properties: {
      prompt: { type: 'string', 'x-role': 'prompt' },
      n: { type: 'integer', 'x-role': 'count' },
      size: { type: 'string', default: '1536x1024' },
      quality: { type: 'string' },
      references: { type: 'array', 'x-media': 'image', 'x-role': 'reference' },
    },
  });
  const { host, assignment } = await tryOn(subject, { params: { n: 3 } });
  expect(await runOf(subject, assignment)).toMatchObject({
    kind: 'done',
    files: Array(3).fill({ kind: 'image', type: 'image/png', width: 64, height: 64 }),
  });
  expect(jsonOf(host.heard[0] ?? expect.fail())).toEqual({
    model: 'gpt-image-2',
    prompt: 'Кит',
    n: 3,
    size: '1536x1024',
  });

  const bytes = [await pictureOf('one'), await pictureOf('two')];
  const inputs = bytes.map(
    (one) => ({ parameter: 'references', bytes: one, kind: 'image', type: 'image/png' }) as const,
  );
  const edit = await tryOn(subject, { inputs });
  expect(await runOf(subject, edit.assignment)).toMatchObject({ kind: 'done' });
  const [heard] = edit.host.asked(/images\/edits/);
  const form = await filesIn(heard ?? expect.fail());
  expect(form.get('prompt')).toBe('Кит');
  const sent = await Promise.all(
    form.getAll('image[]').map((one) => (one instanceof File ? one.arrayBuffer() : one)),
  );
  expect(sent.map((one) => typeof one !== 'string' && Buffer.from(one))).toEqual(bytes);
});

test('of pictures that cannot be read the others are kept, and none of them is paid in vain', async () => {
  const good = (await pictureOf('x')).toString('base64');
  const { host, assignment } = await tryOn(OPENAI_IMAGES);
  host.spoil(/generations/, { body: { data: [{ b64_json: 'bm90aGluZw==' }, { b64_json: good }] } });
  const answer = await runOf(OPENAI_IMAGES, assignment);
  expect(answer.kind === 'done' && answer.files).toHaveLength(1);
  host.spoil(/generations/, { body: { data: [{ b64_json: 'bm90aGluZw==' }] } });
  expect(await runOf(OPENAI_IMAGES, assignment)).toMatchObject({
    sent: 'yes',
    actual: 5,
    fault: { code: 'provider_garbled' },
  });
});

test.each([
  ['OpenAI', OPENAI_TEXT],
  ['a server like it', COMPATIBLE],
] as const)(
  'P11: an answer of %s by a schema is asked for strictly, and held against it here',
  async (_who, plain) => {
    const subject = withSchema(plain, { 'x-answer': ANSWER });
    const { host, assignment } = await tryOn(subject);
    const answer = await runOf(subject, assignment);
    expect(answer.kind === 'done' && JSON.parse(answer.text ?? '')).toEqual({ title: 'Кит', shots: 3 });
    expect(JSON.stringify(jsonOf(host.heard[0] ?? expect.fail()))).toContain('"strict":true');
    const loose = await tryOn(subject, { text: 'loose' });
    expect(await runOf(subject, loose.assignment)).toMatchObject({
      sent: 'yes',
      actual: 5,
      retry: 'never',
      fault: { code: 'provider_garbled' },
    });
  },
);

test.each([
  ['OpenAI', OPENAI_TEXT],
  ['a server like it', COMPATIBLE],
] as const)('pictures go beside the words to %s, and words alone as they are', async (_who, plain) => {
  const properties = {
    prompt: { type: 'string', 'x-role': 'prompt' },
    references: { type: 'array', 'x-media': 'image', 'x-role': 'reference' },
  };
  const subject = withSchema(plain, { properties });
  const bytes = await pictureOf('one');
  const input = { parameter: 'references', bytes, kind: 'image', type: 'image/png' } as const;
  const { host, assignment } = await tryOn(subject, { inputs: [input] });
  expect(await runOf(subject, assignment)).toMatchObject({ kind: 'done', text: 'О чём: Кит' });
  const heard = JSON.stringify(jsonOf(host.heard[0] ?? expect.fail()));
  expect(heard).toContain(`data:image/png;base64,${bytes.toString('base64')}`);
  const words = await tryOn(plain);
  await runOf(plain, words.assignment);
  const { input: text, messages } = jsonOf(words.host.heard[0] ?? expect.fail());
  expect(text ?? messages).toEqual(text ? 'Кит' : [{ role: 'user', content: 'Кит' }]);
});

test('an answer that was cut short is no answer, and counts as paid', async () => {
  const { assignment } = await tryOn(OPENAI_TEXT, { text: 'endless' });
  expect(await runOf(OPENAI_TEXT, assignment)).toMatchObject({
    actual: 5,
    fault: { code: 'provider_refused_request', reason: 'max_output_tokens' },
  });
});

const BY_TOKEN = {
  amount: 10_000_000,
  currency: 'USD',
  per: 'million_tokens',
  tokens: { input: 2_000_000, cachedInput: 100_000, cacheWrite: 2_500_000, inputImage: 8_000_000 },
  source: 'a test',
} as const;

test.each<[string, Subject, string, object]>([
  // 300 as they are, 600 of memory, 100 into memory, 2000 out.
  ['words', OPENAI_TEXT, 'Кит', { kind: 'done', actual: 600 + 60 + 250 + 20_000 }],
  ['a refusal of a model', OPENAI_TEXT, 'forbidden', { kind: 'failed', actual: 20_910 }],
  ['words that were cut short', OPENAI_TEXT, 'endless', { kind: 'failed', actual: 20_910 }],
  ['words of whoever speaks as it does', COMPATIBLE, 'Кит', { kind: 'done', actual: 800 + 60 + 20_000 }],
  ['pictures', OPENAI_IMAGES, 'Кит', { kind: 'done', actual: 200 + 7200 + 20_000 }],
])('what is paid by the token counts by what was counted there: %s', async (_what, plain, text, expected) => {
  const subject = {
    ...plain,
    wanted: { ...plain.wanted, model: { ...plain.wanted.model, price: BY_TOKEN } },
  };
  const { assignment } = await tryOn(subject, { text });
  expect(await runOf(subject, assignment)).toMatchObject(expected);
});

test.each([
  ['nothing', undefined],
  ['nonsense', { input_tokens: -5, output_tokens: 'many' }],
])('a provider that says %s of tokens leaves it to the price', async (_what, usage) => {
  const subject = {
    ...OPENAI_TEXT,
    wanted: { ...OPENAI_TEXT.wanted, model: { ...OPENAI_TEXT.wanted.model, price: BY_TOKEN } },
  };
  const { host, assignment } = await tryOn(subject);
  const output = [{ type: 'message', content: [{ type: 'output_text', text: 'Да' }] }];
  host.spoil(/responses/, { body: { status: 'completed', output, usage } });
  const answer = await runOf(subject, assignment);
  expect(answer).toMatchObject({ kind: 'done', text: 'Да' });
  expect(answer).not.toHaveProperty('actual');
});

test('a mask goes along with the picture it is for, and is nothing without one', async () => {
  const subject = withSchema(OPENAI_IMAGES, {
    properties: {
      prompt: { type: 'string', 'x-role': 'prompt' },
      references: { type: 'array', 'x-media': 'image', 'x-role': 'reference' },
      mask: { type: 'string', 'x-media': 'image', 'x-role': 'mask' },
    },
  });
  const [picture, mask] = [await pictureOf('one'), await pictureOf('mask')];
  const asInput = (parameter: string, bytes: Buffer) =>
    ({ parameter, bytes, kind: 'image', type: 'image/png' }) as const;
  const inputs = [asInput('references', picture), asInput('mask', mask)];
  const { host, assignment } = await tryOn(subject, { inputs });
  expect(await runOf(subject, assignment)).toMatchObject({ kind: 'done' });
  const form = await filesIn(host.asked(/images\/edits/)[0] ?? expect.fail());
  const bytesOf = async (name: string) => {
    const file = form.get(name);
    return file instanceof File && Buffer.from(await file.arrayBuffer());
  };
  expect(await bytesOf('image[]')).toEqual(picture);
  expect(await bytesOf('mask')).toEqual(mask);
  const alone = await tryOn(subject, { inputs: [asInput('mask', mask)] });
  expect(await runOf(subject, alone.assignment)).toMatchObject({ sent: 'no', retry: 'never' });
  expect(alone.host.heard).toEqual([]);
});

const SENTENCE = 'Кит всплыл у самого берега, и маяк погас. ';
const LONG = SENTENCE.repeat(300);

test('P10: a long text is spoken in parts that it takes, joined into one recording', async () => {
  const { host, assignment } = await tryOn(OPENAI_SPEECH, { text: LONG });
  const answer = await runOf(OPENAI_SPEECH, assignment);
  const spoken = host.asked(/speech/).map((heard) => String(jsonOf(heard).input));
  expect(spoken.join('')).toBe(LONG);
  expect(spoken.every((part) => part.length <= 4096 && part.endsWith('. '))).toBe(true);
  const durationMs = LONG.length * 100;
  expect(answer).toMatchObject({ kind: 'done', files: [{ kind: 'audio', type: 'audio/wav', durationMs }] });
  const wav = await readFile(answer.kind === 'done' ? (answer.files[0]?.path ?? '') : '');
  expect([wav.length, wav.readUInt32LE(40)]).toEqual([44 + durationMs * 48, durationMs * 48]);
});

test('J5, P10: a part in the middle that was surely not done is asked again, and nothing that was paid', async () => {
  const { host, assignment } = await tryOn(OPENAI_SPEECH, { text: LONG });
  const spoken = () => host.asked(/speech/).length;
  const { fetch } = assignment;
  const busyOnce: typeof fetch = (input, init) => {
    if (spoken() === 2)
      host.spoil(/speech/, { status: 429, body: { error: { code: 'rate_limit_exceeded' } } });
    return fetch(input, init);
  };
  expect(await runOf(OPENAI_SPEECH, { ...assignment, fetch: busyOnce })).toMatchObject({ kind: 'done' });
  expect(host.invoice.map(({ prompt }) => prompt).join('')).toBe(LONG);
});

test.each<[string, Mishap, object]>([
  ['refused', { status: 400, body: {} }, { sent: 'yes', retry: 'never', actual: 2 }],
  [
    'without money',
    { status: 429, body: { error: { code: 'insufficient_quota' } } },
    { sent: 'yes', retry: 'never', actual: 2, fault: { code: 'provider_no_money' } },
  ],
  ['lost', 'lost', { sent: 'maybe' }],
])(
  'J5, P10: speech that is %s in the middle is not begun again by itself',
  async (_how, mishap, expected) => {
    const { host, assignment } = await tryOn(OPENAI_SPEECH, { text: LONG });
    const { fetch } = assignment;
    const spoiled: typeof fetch = (input, init) => {
      if (host.asked(/speech/).length === 1) host.spoil(/speech/, mishap);
      return fetch(input, init);
    };
    expect(await runOf(OPENAI_SPEECH, { ...assignment, fetch: spoiled })).toMatchObject({
      kind: 'failed',
      ...expected,
    });
    expect(host.asked(/speech/)).toHaveLength(2);
  },
);

test.each([
  ['short', 4096, 1],
  ['слово '.repeat(2000), 4096, 3],
  ['x'.repeat(10_000), 4096, 3],
  ['🐋'.repeat(4000), 4095, 2],
  ['', 10, 1],
])('a text parted is the whole text, in parts that fit', (text, max, count) => {
  const parts = splitText(text, max);
  expect(parts.join('')).toBe(text);
  expect(parts).toHaveLength(count);
  for (const part of parts) {
    expect(part.length).toBeLessThanOrEqual(max);
    expect(part.isWellFormed()).toBe(true);
  }
});

test('a recording that it will not take is not sent', async () => {
  const audio = (bytes: Buffer, type: string) =>
    [{ parameter: 'audio', bytes, kind: 'audio', type }] as const;
  for (const inputs of [
    audio(Buffer.alloc(26 * 1024 ** 2), 'audio/wav'),
    audio(Buffer.alloc(9), 'audio/midi'),
  ]) {
    const { host, assignment } = await tryOn(OPENAI_TRANSCRIPTION, { inputs: [...inputs] });
    expect(await runOf(OPENAI_TRANSCRIPTION, assignment)).toMatchObject({ sent: 'no', retry: 'never' });
    expect(host.heard).toEqual([]);
  }
});

test.each<[object, object]>([
  [
    { status: 429, body: { error: { code: 'rate_limit_exceeded' } }, headers: { 'retry-after-ms': '1500' } },
    { retry: 'snooze', retryAfterMs: 2000 },
  ],
  [
    { status: 429, body: { error: { code: 'project_spend_limit_exceeded' } } },
    { fault: { code: 'provider_no_money' } },
  ],
  [
    { status: 403, body: { error: { code: 'unsupported_country_region_territory' } } },
    { fault: { code: 'provider_region_blocked' } },
  ],
  [
    { status: 403, body: { error: { code: 403, message: 'flagged', metadata: { reasons: ['violence'] } } } },
    { fault: { code: 'provider_refused_content', reason: 'violence' } },
  ],
  [
    { status: 503, body: { error: { code: 'server_is_overloaded' } } },
    { retry: 'snooze', sent: 'yes', actual: 0 },
  ],
  [
    { status: 404, body: { error: { code: 'model_not_found', message: 'no such model' } } },
    { fault: { code: 'provider_refused_request', reason: 'no such model' } },
  ],
])('P3, P4: its own words for it: %o', async (reply, expected) => {
  const { host, assignment } = await tryOn(OPENAI_IMAGES);
  // The rows of this table are replies.
  host.spoil(/images/, reply as Mishap);
  expect(await runOf(OPENAI_IMAGES, assignment)).toMatchObject({ kind: 'failed', ...expected });
});

test('a key is checked for nothing', async () => {
  const { host, assignment } = await tryOn(OPENAI_TEXT);
  expect(await CHECKS.openai?.(assignment)).toBeUndefined();
  const provider = { ...assignment.provider, secret: 'sk-2' };
  expect(await CHECKS.openai?.({ ...assignment, provider })).toEqual({ code: 'provider_key_refused' });
  expect(host.heard.map(({ method }) => method)).toEqual(['GET', 'GET']);
});
