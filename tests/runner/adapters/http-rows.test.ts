import { expect, test } from 'vitest';
import { http } from '#runner/adapters/http/adapter.ts';
import { unanswered } from '#runner/adapters/refusals.ts';
import { HttpDefinition } from '#shared/catalogue/http-definition.ts';
import { FakeHost } from '../../fakes/fake-host.ts';
import { FAL, startFal } from '../../fakes/fal.ts';
import { MIDJOURNEY, startMidjourney } from '../../fakes/midjourney.ts';
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

test('P2: a picture that is too long to go along is said before anything is sent', async () => {
  const bytes = Buffer.alloc(51 * 1024 ** 2);
  const input = { parameter: 'picture', bytes, kind: 'image', type: 'image/png' } as const;
  const { host, assignment } = await tryOn(fal, { inputs: [input] });
  expect(await runOf(fal, assignment).catch(unanswered)).toMatchObject({
    sent: 'no',
    retry: 'never',
    fault: { code: 'provider_refused_request', reason: '51 MB' },
  });
  expect(host.heard).toEqual([]);
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
