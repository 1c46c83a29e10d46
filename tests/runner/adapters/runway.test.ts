import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { CHECKS } from '#runner/adapters/checks.ts';
import { runway } from '#runner/adapters/runway/adapter.ts';
import { jsonOf } from '../../fakes/fake-host.ts';
import { pictureOf } from '../../fakes/provider.ts';
import { ended, runOf, tryOn } from './subject.ts';
import { RUNWAY } from './subjects.ts';

const FRAMES = {
  type: 'object',
  properties: {
    promptText: { type: 'string', 'x-role': 'prompt' },
    first: { type: 'string', 'x-media': 'image', 'x-role': 'first_frame' },
    last: { type: 'string', 'x-media': 'image', 'x-role': 'last_frame' },
    references: { type: 'array', 'x-media': 'image', 'x-role': 'reference' },
    ratio: { type: 'string', default: '1280:720', 'x-role': 'aspect' },
    duration: { type: 'integer', 'x-role': 'seconds' },
    seed: { type: 'integer', 'x-role': 'seed' },
  },
} as const;

function aPicture(parameter: string, bytes: Buffer) {
  return { parameter, bytes, kind: 'image', type: 'image/png' } as const;
}

function aSubject(purpose: 'video' | 'image') {
  return { ...RUNWAY, wanted: { model: { id: 'runway/gen4.5', purpose, schema: FRAMES } } } as typeof RUNWAY;
}

const contentOf = (bytes: Buffer) => `data:image/png;base64,${bytes.toString('base64')}`;

test('a first frame alone goes as it is, first and last with their places, and the rest by its name', async () => {
  const [one, two] = [await pictureOf('one'), await pictureOf('two')];
  const film = aSubject('video');
  const first = await tryOn(film, { inputs: [aPicture('first', one)], params: { duration: 4, seed: 9 } });
  expect(await ended(film, first.assignment)).toMatchObject({ kind: 'done' });
  expect(first.host.asked(/image_to_video/).map(jsonOf)).toEqual([
    {
      model: 'gen4.5',
      promptText: 'Кит',
      promptImage: contentOf(one),
      ratio: '1280:720',
      duration: 4,
      seed: 9,
    },
  ]);
  const both = await tryOn(film, { inputs: [aPicture('last', two), aPicture('first', one)] });
  expect(await ended(film, both.assignment)).toMatchObject({ kind: 'done' });
  expect(both.host.asked(/image_to_video/).map(jsonOf)[0]?.promptImage).toEqual([
    { uri: contentOf(one), position: 'first' },
    { uri: contentOf(two), position: 'last' },
  ]);
});

test('without a frame a film is asked for by words alone, and references go along with a picture', async () => {
  const film = aSubject('video');
  const words = await tryOn(film);
  expect(await ended(film, words.assignment)).toMatchObject({ kind: 'done' });
  expect(words.host.asked(/text_to_video/)).toHaveLength(1);
  const still = aSubject('image');
  const [one, two] = [await pictureOf('one'), await pictureOf('two')];
  const inputs = [aPicture('references', two), aPicture('references', one)];
  const picture = await tryOn(still, { inputs });
  expect(await ended(still, picture.assignment)).toMatchObject({ kind: 'done' });
  expect(picture.host.asked(/text_to_image/).map(jsonOf)[0]?.referenceImages).toEqual([
    { uri: contentOf(two) },
    { uri: contentOf(one) },
  ]);
});

test('a long picture is brought there before the paid request, and named in it', async () => {
  const film = aSubject('video');
  const long = Buffer.concat([await pictureOf('long'), randomBytes(4 * 1024 ** 2)]);
  const { host, assignment } = await tryOn(film, { inputs: [aPicture('first', long)] });
  expect(await ended(film, assignment)).toMatchObject({ kind: 'done' });
  expect(host.heard.slice(0, 3).map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /v1/uploads',
    'POST /storage/up-1',
    'POST /v1/image_to_video',
  ]);
  expect(host.asked(/storage/)[0]?.body.includes(long)).toBe(true);
  expect(host.asked(/storage/)[0]?.headers.authorization).toBeUndefined();
  expect(host.asked(/image_to_video/).map(jsonOf)[0]?.promptImage).toBe('runway://up-1');
});

test('J4, P1: a picture that cannot be brought there costs nothing, and nothing is asked', async () => {
  const film = aSubject('video');
  const long = randomBytes(4 * 1024 ** 2);
  const { host, assignment } = await tryOn(film, { inputs: [aPicture('first', long)] });
  host.spoil(/storage/, { status: 500, body: 'oops' });
  expect(await runOf(film, assignment)).toMatchObject({ kind: 'failed', sent: 'no' });
  host.spoil(/uploads/, 'dead');
  expect(await runOf(film, assignment)).toMatchObject({ kind: 'failed', sent: 'no' });
  expect(host.asked(/image_to_video/)).toEqual([]);
});

test.each<[string, string, number, string]>([
  ['forbidden', 'provider_refused_content', 5, 'never'],
  ['forbidden outcome', 'provider_refused_content', 0, 'never'],
  ['forbidden words', 'provider_refused_content', 0, 'never'],
  ['bad asset', 'provider_refused_request', 0, 'never'],
  ['bad outcome', 'provider_refused_request', 0, 'never'],
  ['third party', 'provider_failed', 0, 'retry'],
  ['their own', 'provider_failed', 0, 'retry'],
])('P4: a task that fails (%s) is %s and takes %i', async (text, code, actual, retry) => {
  const { assignment } = await tryOn(RUNWAY, { text });
  expect(await ended(RUNWAY, assignment)).toMatchObject({
    kind: 'failed',
    sent: 'yes',
    fault: { code },
    actual,
    retry,
  });
});

test('what it really took is counted where the price is in its currency', async () => {
  const price = { amount: 50_000, currency: 'USD', per: 'second', source: 'a test' } as const;
  const subject = { ...RUNWAY, wanted: { model: { ...RUNWAY.wanted.model, price } } };
  const { assignment } = await tryOn(subject);
  expect(await ended(subject, assignment)).toMatchObject({ kind: 'done', actual: 250_000 });
});

test('J11, P9: a film that nobody wants any more is called off, and what it took is counted', async () => {
  const { host, assignment } = await tryOn(RUNWAY);
  const answer = await runOf(RUNWAY, assignment);
  const poll = () =>
    answer.kind === 'submitted'
      ? runway.poll?.({ ...assignment, wantsCancel: true }, answer.taskId)
      : undefined;
  expect(await poll()).toMatchObject({ kind: 'running' });
  expect(host.asked(/^DELETE/)).toHaveLength(1);
  const cancelled = { kind: 'failed', sent: 'yes', actual: 5, retry: 'never' };
  expect(await poll()).toMatchObject(cancelled);
  host.spoil(/^GET/, { status: 404, body: { error: 'gone' } });
  expect(await poll()).toMatchObject(cancelled);
});

test('a key is checked for nothing', async () => {
  const { host, assignment } = await tryOn(RUNWAY);
  expect(await CHECKS.runway?.(assignment)).toBeUndefined();
  const provider = { ...assignment.provider, secret: 'sk-2' };
  expect(await CHECKS.runway?.({ ...assignment, provider })).toEqual({ code: 'provider_key_refused' });
  expect(host.heard.map(({ method }) => method)).toEqual(['GET', 'GET']);
});

test('P3: limits of the day hold the account for longer than limits of the moment', async () => {
  const { host, assignment } = await tryOn(RUNWAY);
  host.spoil(/^POST/, { status: 429, body: { error: 'You reached your daily limit' } });
  expect(await runOf(RUNWAY, assignment)).toMatchObject({
    sent: 'yes',
    retry: 'snooze',
    retryAfterMs: 900_000,
    holdsAccount: true,
  });
});
