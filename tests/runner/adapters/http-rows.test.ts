import { expect, onTestFinished, test } from 'vitest';
import { http } from '#runner/adapters/http/adapter.ts';
import { unanswered } from '#runner/adapters/refusals.ts';
import { createSafeFetch } from '#runner/net/safe-fetch.ts';
import { HttpDefinition } from '#shared/catalogue/http-definition.ts';
import { FakeHost, jsonOf } from '../../fakes/fake-host.ts';
import { FAL, startFal } from '../../fakes/fal.ts';
import { MIDJOURNEY, startMidjourney } from '../../fakes/midjourney.ts';
import { filesIn } from '../../fakes/openai.ts';
import { pictureOf } from '../../fakes/provider.ts';
import { ended, runOf, type Subject, tryOn } from './subject.ts';

const fal = aRow(startFal, FAL, 'fal/fal-ai/flux/dev');
const midjourney = aRow(startMidjourney, MIDJOURNEY, 'mj/imagine');

function aRow(start: () => Promise<FakeHost>, definition: object, id: string): Subject {
  return {
    name: id,
    adapter: http,
    start,
    wanted: { provider: { definition }, model: { id } },
    paid: /^POST /,
    noMoney: 'dead',
    result: { files: 1 },
  };
}

function aPicture(bytes: Buffer) {
  return { parameter: 'picture', bytes, kind: 'image', type: 'image/png' } as const;
}

test.each([FAL, MIDJOURNEY])('what describes a provider is data that the catalogue takes', (row) => {
  expect(HttpDefinition.safeParse(JSON.parse(JSON.stringify(row))).success).toBe(true);
});

test('a picture goes along as an address of its content, under the name that the row gives it', async () => {
  const bytes = await pictureOf('first');
  const input = { parameter: 'picture', bytes, kind: 'image', type: 'image/png' } as const;
  const { host, assignment } = await tryOn(fal, { inputs: [input], params: { seed: 7 } });
  await runOf(fal, assignment);
  expect(JSON.parse(host.heard[0]?.body.toString() ?? '')).toEqual({
    prompt: 'Кит',
    image_url: `data:image/png;base64,${bytes.toString('base64')}`,
    seed: 7,
  });
  expect(host.heard[0]?.path).toBe('/fal-ai/flux/dev');
});

test.each([
  ['without a way to bring it', { ...FAL, upload: undefined }, 51],
  ['by a row that lets less go along', { ...FAL, upload: undefined, alongMaxBytes: 1024 ** 2 }, 2],
  ['longer than the way to bring it takes', MIDJOURNEY, 11],
])(
  'P2: a picture that is too long is said before anything is sent: %s',
  async (_what, definition, megabytes) => {
    const input = aPicture(Buffer.alloc(megabytes * 1024 ** 2));
    const row = aRow(startFal, definition, 'fal/x');
    const { host, assignment } = await tryOn(row, { inputs: [input] });
    expect(await runOf(row, assignment).catch(unanswered)).toMatchObject({
      sent: 'no',
      retry: 'never',
      fault: { code: 'provider_refused_request', reason: `${megabytes} MB` },
    });
    expect(host.heard).toEqual([]);
  },
);

/** A provider that takes files as forms, at an address of their own, and hands its pictures out in its answers. */
function startForms(): Promise<FakeHost> {
  return FakeHost.start(async (heard) => {
    if (heard.path === '/files') return { body: { urls: { get: 'https://files.example/7' } } };
    if (heard.path === '/place')
      return { body: { url: '/kept', fields: { policy: 'p', 'x-sign': 5 }, at: 'kept/7' } };
    if (heard.path === '/kept') return { status: 201, body: '<PostResponse/>' };
    return { body: { artifacts: [{ base64: (await pictureOf('Кит')).toString('base64') }] } };
  });
}

const FORMS = {
  submit: { path: '/draw', body: { prompt: '{prompt}', image: '{param.picture}' } },
  key: { header: 'authorization', prefix: 'Bearer ' },
  outputs: { files: '/artifacts', url: '/base64', as: 'base64' },
};

test('a file goes as a form to the path that the row names, with the key, also when uploads live elsewhere', async () => {
  const elsewhere = await startForms();
  onTestFinished(() => elsewhere[Symbol.asyncDispose]());
  const upload = {
    base: elsewhere.url,
    send: { method: 'POST', place: { path: '/files' }, as: 'form', field: 'content' },
    address: '/urls/get',
  };
  const row = aRow(startForms, { ...FORMS, upload }, 'forms/x');
  const bytes = await pictureOf('one');
  const { host, assignment } = await tryOn(row, { inputs: [aPicture(bytes)] });
  const allowed = [host.url, elsewhere.url].map((url) => new URL(url).origin);
  const fetch = createSafeFetch({ allowedOrigins: allowed });
  expect(await runOf(row, { ...assignment, fetch })).toMatchObject({
    kind: 'done',
    files: [{ type: 'image/png' }],
  });
  const [sent] = elsewhere.heard;
  expect(sent?.headers.authorization).toBe('Bearer sk-1');
  const file = (await filesIn(sent ?? expect.fail())).get('content');
  expect(file instanceof File && [file.name, file.type]).toEqual([`${'a'.repeat(16)}.png`, 'image/png']);
  expect(file instanceof File && Buffer.from(await file.arrayBuffer())).toEqual(bytes);
  expect(jsonOf(host.heard[0] ?? expect.fail()).image).toBe('https://files.example/7');
  // An address that nobody allowed is not asked, whatever the row says.
  const closed = { ...assignment, fetch: createSafeFetch({ allowedOrigins: [host.url] }) };
  expect(await runOf(row, closed)).toMatchObject({ sent: 'no', fault: { code: 'private_address' } });
  expect(host.heard).toHaveLength(1);
});

test('what a form needs beside the file comes from the answer that named the place', async () => {
  const upload = {
    ask: { path: '/place', body: { size: '{size}', type: '{type}' } },
    send: { method: 'POST', place: { path: '/kept' }, as: 'form', fields: '/fields' },
    address: '/at',
  };
  const row = aRow(startForms, { ...FORMS, upload }, 'forms/x');
  const { host, assignment } = await tryOn(row, { inputs: [aPicture(await pictureOf('one'))] });
  expect(await runOf(row, assignment)).toMatchObject({ kind: 'done' });
  const [asked, kept, drawn] = host.heard;
  expect(jsonOf(asked ?? expect.fail())).toEqual({ size: expect.any(Number), type: 'image/png' });
  const form = await filesIn(kept ?? expect.fail());
  expect([...form.keys()]).toEqual(['policy', 'x-sign', 'file']);
  expect(jsonOf(drawn ?? expect.fail()).image).toBe('kept/7');
});

test.each<[string, object]>([
  ['a place that is missing', { send: { place: { at: '/nowhere' } }, address: '/at' }],
  ['an address that is missing', { send: { place: { path: '/kept' } }, address: '/nowhere' }],
  ['a place in a closed net', { send: { place: { at: '/private' } }, address: '/at' }],
])('P2, P7: %s in the answer costs nothing', async (_what, parts) => {
  const start = () => FakeHost.start(() => ({ body: { at: 'x', private: 'http://169.254.169.254/put' } }));
  const upload = { ask: { path: '/place' }, ...parts };
  const row = aRow(start, { ...FORMS, upload }, 'forms/x');
  const { host, assignment } = await tryOn(row, { inputs: [aPicture(await pictureOf('one'))] });
  expect(await runOf(row, assignment)).toMatchObject({ kind: 'failed', sent: 'no' });
  expect(host.asked(/draw/)).toEqual([]);
});

test.each(['{"artifacts":[{"base64":"bm90IGEgcGljdHVyZQ=="}]}', '{"artifacts":[{"base64":7}]}'])(
  'P6: content in the answer that is none counts as paid and is not asked for again: %s',
  async (text) => {
    const row = aRow(() => FakeHost.start(() => ({ body: JSON.parse(text) })), FORMS, 'forms/x');
    const { host, assignment } = await tryOn(row);
    expect(await runOf(row, assignment)).toMatchObject({
      kind: 'failed',
      sent: 'yes',
      actual: 5,
      retry: 'never',
    });
    expect(host.heard).toHaveLength(1);
  },
);

test('P6: content in the answer may be no longer than the row says', async () => {
  const definition = { ...FORMS, outputs: { ...FORMS.outputs, maxBytes: 20 } };
  const row = aRow(startForms, definition, 'forms/x');
  const { assignment } = await tryOn(row);
  expect(await runOf(row, assignment)).toMatchObject({
    kind: 'failed',
    actual: 5,
    fault: { code: 'result_lost' },
  });
});

test('J5: a second sending whose content was brought anew and that is refused for its words says nothing of the first', async () => {
  const picture = aPicture(Buffer.alloc(2 * 1024 ** 2, 'a long picture '));
  const refusal = { status: 422, body: { detail: 'the key was used with other words' } };
  const sentAgain = async (inputs: ReturnType<typeof aPicture>[]) => {
    const { host, assignment } = await tryOn(fal, { inputs });
    host.spoilAll(/^POST \/fal-ai/, refusal);
    return runOf(fal, { ...assignment, isSentAgain: true });
  };
  expect(await sentAgain([picture])).toMatchObject({ kind: 'failed', sent: 'no' });
  expect(await sentAgain([])).toMatchObject({ kind: 'failed', sent: 'yes', actual: 0 });
});

test('pictures of a task may come inside the answer that says it is done', async () => {
  const outputs = { files: '/data/output/image_base64', as: 'base64' };
  const inline = aRow(startMidjourney, { ...MIDJOURNEY, outputs }, 'mj/imagine');
  const { assignment } = await tryOn(inline, { text: 'Кит inline' });
  expect(await ended(inline, assignment)).toMatchObject({
    kind: 'done',
    files: [{ type: 'image/png', width: 64 }],
  });
});

test('without four pictures the sheet of them is taken', async () => {
  const { assignment } = await tryOn(midjourney, { text: 'Кит sheet' });
  const answer = await ended(midjourney, assignment);
  expect(answer.kind === 'done' && answer.files).toHaveLength(1);
});

test('J11, P9: work that nobody wants any more is called off where the provider says, and heard to its end', async () => {
  const { host, assignment } = await tryOn(fal);
  const answer = await runOf(fal, assignment);
  const poll = () =>
    answer.kind === 'submitted'
      ? http.poll?.({ ...assignment, wantsCancel: true }, answer.taskId)
      : undefined;
  expect(await poll()).toMatchObject({ kind: 'running' });
  expect(host.asked(/^PUT .*\/cancel$/)).toHaveLength(1);
  expect(await poll()).toMatchObject({ kind: 'failed', sent: 'yes', actual: 0 });
});

test.each<[string, (url: string) => string]>([
  ['a foreign address', () => 'https://example.com/steal'],
  ['an address of the own net', () => 'http://169.254.169.254/'],
  ['the same name in another way', (url) => url.replace('http://', 'https://')],
])('P8: the key is not shown to %s that an answer names', async (_what, statusUrl) => {
  const start = () => FakeHost.start((_heard, host) => ({ body: { status_url: statusUrl(host.url) } }));
  const row = aRow(start, FAL, 'fal/x');
  const { host, assignment } = await tryOn(row);
  const answer = await runOf(row, assignment);
  expect(answer).toMatchObject({ kind: 'submitted' });
  const asked: string[] = [];
  const fetch: typeof assignment.fetch = async (input, init) => {
    asked.push(String(input));
    return assignment.fetch(input, init);
  };
  if (answer.kind === 'submitted')
    expect(await http.poll?.({ ...assignment, fetch }, answer.taskId)).toMatchObject({ kind: 'running' });
  expect(asked).toEqual([]);
  expect(host.heard).toHaveLength(1);
});

test('P5: a row that goes in a circle pays nothing more, and is given up', async () => {
  const start = () =>
    FakeHost.start((heard, host) => {
      if (heard.method === 'POST') return { body: { status_url: `${host.url}/round` } };
      if (heard.path === '/round') return { status: 302, headers: { location: '/round' }, body: '' };
      return { body: {} };
    });
  const row = aRow(start, FAL, 'fal/x');
  const { host, assignment } = await tryOn(row);
  expect(await ended(row, assignment)).toMatchObject({ kind: 'running' });
  expect(host.asked(/POST/)).toHaveLength(1);
});

test('a result whose place is missing counts as paid and garbled, not as one to pay again', async () => {
  const start = () =>
    FakeHost.start((heard, host) =>
      heard.method === 'POST'
        ? { body: { status_url: `${host.url}/s` } }
        : { body: { status: 'COMPLETED', response_url: `${host.url}/s` } },
    );
  const row = aRow(start, FAL, 'fal/x');
  const { assignment } = await tryOn(row);
  expect(await ended(row, assignment)).toMatchObject({
    kind: 'failed',
    sent: 'yes',
    actual: 5,
    retry: 'never',
    fault: { code: 'provider_garbled' },
  });
});
