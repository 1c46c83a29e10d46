import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Assignment } from '#runner/adapters/adapter.ts';
import { http } from '#runner/adapters/http/adapter.ts';
import { fillJson, fillPath, valueAt } from '#runner/adapters/http/template.ts';
import { pictureOf } from '../../fakes/provider.ts';
import { anAssignment } from '../an-assignment.ts';

const DEFINITION = {
  submit: { path: '/v1/tasks', body: { text: '{prompt}', seconds: '{param.seconds}' }, withinS: 2 },
  key: { header: 'authorization', prefix: 'Bearer ' },
  taskId: '/id',
  poll: { path: '/v1/tasks/{taskId}', status: '/status', done: ['ok'], failed: ['bad'], reason: '/why' },
  outputs: { files: '/url' },
};

async function aProvider(listener: RequestListener, definition: object = DEFINITION): Promise<Assignment> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const folder = await mkdtemp(join(tmpdir(), 'raskadr-http-'));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  // A server that listens on TCP has such an address.
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return anAssignment({ folder, provider: { adapter: 'http', baseUrl, secret: 'sk-1', definition } });
}

function answering(status: number, body: string, headers: Record<string, string> = {}): RequestListener {
  return (_ask, answer) => void answer.writeHead(status, headers).end(body);
}

test.each<[number, string, Record<string, string>, object]>([
  [
    429,
    '{}',
    { 'retry-after': '7' },
    {
      sent: 'yes',
      retry: 'snooze',
      retryAfterMs: 7000,
      holdsAccount: true,
      fault: { code: 'provider_busy', retryAfterS: 7 },
    },
  ],
  [429, '{}', { 'retry-after': '999999' }, { fault: { code: 'provider_busy', retryAfterS: 3600 } }],
  [429, '{}', { 'retry-after': 'soon' }, { fault: { code: 'provider_busy', retryAfterS: 15 } }],
  [401, '{}', {}, { sent: 'yes', retry: 'never', fault: { code: 'provider_key_refused' } }],
  [402, '{}', {}, { sent: 'yes', retry: 'never', fault: { code: 'provider_no_money' } }],
  [451, '', {}, { fault: { code: 'provider_region_blocked' } }],
  [
    422,
    '{"error":{"message":"too long"}}',
    {},
    { sent: 'yes', actual: 0, fault: { code: 'provider_refused_request', reason: 'too long' } },
  ],
  [500, 'oops', {}, { sent: 'maybe', fault: { code: 'provider_failed' } }],
  [503, '{}', {}, { sent: 'maybe', fault: { code: 'provider_failed' } }],
  [503, '{}', { 'retry-after': '3' }, { sent: 'yes', fault: { code: 'provider_busy', retryAfterS: 3 } }],
  [200, '<html>', {}, { sent: 'maybe', fault: { code: 'provider_garbled' } }],
  [200, '{"other":1}', {}, { sent: 'maybe', fault: { code: 'provider_garbled' } }],
  [
    302,
    '',
    { location: 'http://127.0.0.1:1/' },
    { sent: 'yes', fault: { code: 'provider_refused_request' } },
  ],
])('an answer %i %s %o is put into our words', async (status, body, headers, expected) => {
  const assignment = await aProvider(answering(status, body, headers));
  expect(await http.run(assignment)).toMatchObject({ kind: 'failed', ...expected });
});

test('a refused connection says that nothing went out, a dead or silent one that nobody knows', async () => {
  const refused = await aProvider(answering(200, '{}'));
  const nowhere = anAssignment({
    provider: { ...refused.provider, baseUrl: 'http://127.0.0.1:1' },
  });
  expect(await http.run(nowhere)).toMatchObject({ sent: 'no', fault: { code: 'provider_unreachable' } });
  const dead = await aProvider((ask) => void ask.socket.destroy());
  expect(await http.run(dead)).toMatchObject({ sent: 'maybe', fault: { code: 'provider_timed_out' } });
  const silent = await aProvider(() => {}, { ...DEFINITION, submit: { path: '/', withinS: 1 } });
  expect(await http.run(silent)).toMatchObject({ sent: 'maybe', fault: { code: 'provider_timed_out' } });
});

test('J5: a second sending that is turned away says nothing of the first', async () => {
  const busy = await aProvider(answering(429, '{}'));
  expect(await http.run({ ...busy, isSentAgain: true })).toMatchObject({ kind: 'failed', sent: 'no' });
  const bad = await aProvider(answering(422, '{}'));
  expect(await http.run({ ...bad, isSentAgain: true })).toMatchObject({ kind: 'failed', sent: 'yes' });
});

test('the request is built from the definition, with the key and without what has no value', async () => {
  let heard: object = {};
  const assignment = await aProvider(
    (ask, answer) => {
      const chunks: Buffer[] = [];
      ask.on('data', (chunk) => chunks.push(chunk));
      ask.on('end', () => {
        const { authorization, 'x-once': once } = ask.headers;
        heard = { url: ask.url, authorization, once, body: JSON.parse(Buffer.concat(chunks).toString()) };
        answer.end('{"id": 17}');
      });
    },
    { ...DEFINITION, idempotencyHeader: 'x-once' },
  );
  expect(await http.run(assignment)).toEqual({ kind: 'submitted', taskId: '17', pollAfterMs: 5000 });
  expect(heard).toEqual({
    url: '/v1/tasks',
    authorization: 'Bearer sk-1',
    once: assignment.call,
    body: { text: assignment.work.text },
  });
});

test('a finished task is fetched, and not from a closed net', async () => {
  const picture = await pictureOf('x');
  const assignment = await aProvider((ask, answer) => {
    if (ask.url === '/file') answer.end(picture);
    else answer.end('{"status":"ok","url":"/file"}');
  });
  expect(await http.poll?.(assignment, '1')).toMatchObject({
    kind: 'done',
    files: [{ kind: 'image', type: 'image/png', width: 64, height: 64 }],
  });
  const foreign = await aProvider(answering(200, '{"status":"ok","url":"http://127.0.0.1:9/secret"}'));
  foreign.clock = { nowMs: () => 0, wait: async () => {} };
  expect(await http.poll?.(foreign, '1')).toMatchObject({ kind: 'running' });
});

test.each<[string, string, object]>([
  ['half a file', 'half', { kind: 'running' }],
  ['a page instead of a picture', '<html>', { kind: 'running' }],
  ['a file that is gone', 'gone', { kind: 'failed', sent: 'yes', actual: 5, fault: { code: 'result_lost' } }],
])('%s does not count as a result', async (_what, how, expected) => {
  const picture = await pictureOf('x');
  const assignment = await aProvider((ask, answer) => {
    if (ask.url !== '/file') return void answer.end('{"status":"ok","url":"/file"}');
    if (how === 'gone') return void answer.writeHead(404).end();
    answer.end(how === 'half' ? picture.subarray(0, picture.length - 20) : how);
  });
  assignment.clock = { nowMs: () => 0, wait: async () => {} };
  expect(await http.poll?.(assignment, '1')).toMatchObject(expected);
});

test('a poll that only a person can mend says so where he looks, and the task goes on', async () => {
  for (const [status, shown] of [
    [401, ['Провайдер не принял ключ.']],
    [500, []],
  ] as const) {
    const assignment = await aProvider(answering(status, '{}'));
    const stages: string[] = [];
    const progress = { at: (stage: string) => void stages.push(stage), line: () => {} };
    expect(await http.poll?.({ ...assignment, progress }, '1')).toMatchObject({ kind: 'running' });
    expect(stages).toEqual(shown);
  }
});

test('a poll that fails leaves the task running; its own words end it', async () => {
  for (const [status, body] of [
    [500, ''],
    [404, ''],
    [401, '{}'],
    [200, 'garbage'],
  ] as const) {
    const assignment = await aProvider(answering(status, body));
    expect(await http.poll?.(assignment, '1')).toMatchObject({ kind: 'running' });
  }
  const bad = await aProvider(answering(200, '{"status":"bad","why":"nudity"}'));
  expect(await http.poll?.(bad, '1')).toMatchObject({
    kind: 'failed',
    sent: 'yes',
    fault: { code: 'provider_refused_content', reason: 'nudity' },
  });
});

test('a task that never ends is given up in the end, and counts as paid', async () => {
  const assignment = await aProvider(answering(200, '{"status":"?"}'), { ...DEFINITION, patienceS: 10 });
  // The beginning of a ULID is its time: this one is from long ago.
  const old = { ...assignment, call: anAssignment({ call: '01A00000000000000000000000' }).call };
  expect(await http.poll?.(old, '1')).toMatchObject({
    kind: 'failed',
    actual: 5,
    fault: { code: 'provider_timed_out' },
  });
});

test('templates: whole values keep their type, paths stay where they are', () => {
  const values = { prompt: 'a "b"', 'param.n': 3, 'param.list': [1, 2], taskId: '../../etc?x=#' };
  expect(
    fillJson({ a: '{param.n}', b: 'n={param.n}', c: '{none}', d: ['{param.list}'], e: '{prompt}' }, values),
  ).toEqual({
    a: 3,
    b: 'n=3',
    d: [[1, 2]],
    e: 'a "b"',
  });
  expect(fillPath('/t/{taskId}/x', values)).toBe('/t/..%2F..%2Fetc%3Fx%3D%23/x');
  expect(fillPath('/t/{taskId}/x', { taskId: '..' })).toBe('/t/_/x');
  expect(fillPath('/{model}', { model: 'a/../b?c' })).toBe('/a/_/b%3Fc');
  expect(valueAt({ a: [{ 'b/c': 1 }] }, '/a/0/b~1c')).toBe(1);
  expect(valueAt({ a: 1 }, '/constructor/name')).toBeUndefined();
});

test.each([1e300, -1, 'free'])(
  'a sum of %s that no ledger can hold does not cost the result',
  async (sum) => {
    const definition = {
      submit: { path: '/v1/text', body: {} },
      outputs: { text: '/text' },
      cost: { at: '/sum', millionths: 1_000_000 },
    };
    const assignment = await aProvider(answering(200, JSON.stringify({ text: 'Кит', sum })), definition);
    expect(await http.run(assignment)).toEqual({ kind: 'done', files: [], text: 'Кит' });
  },
);
