import { describe, expect, test } from 'vitest';
import { TooLateError } from '#runner/adapters/adapter.ts';
import { unanswered } from '#runner/adapters/refusals.ts';
import { createSafeFetch } from '#runner/net/safe-fetch.ts';
import { CallId } from '#shared/jobs/job.ts';
import type { Mishap } from '../../fakes/fake-host.ts';
import { pictureOf } from '../../fakes/provider.ts';
import { ended, runOf, tryOn } from './subject.ts';
import { SUBJECTS } from './subjects.ts';

const PRICE = 5;
const HALF = (await pictureOf('half')).subarray(0, 100);
/** The beginning of a ULID is its time: this one is from long ago. */
const LONG_AGO = CallId.parse('01A00000000000000000000000');

/** What every provider's words mean; what they do not say is never taken for granted. */
const REFUSALS: [string, Mishap, object][] = [
  [
    'busy',
    { status: 429, headers: { 'retry-after': '7' }, body: {} },
    {
      sent: 'yes',
      actual: 0,
      retry: 'snooze',
      retryAfterMs: 7000,
      holdsAccount: true,
      fault: { code: 'provider_busy', retryAfterS: 7 },
    },
  ],
  [
    'no key',
    { status: 401, body: {} },
    { sent: 'yes', actual: 0, retry: 'never', fault: { code: 'provider_key_refused' } },
  ],
  [
    'not for this key',
    { status: 403, body: { error: { message: 'no access' } } },
    { sent: 'yes', actual: 0, retry: 'never', fault: { code: 'provider_key_refused' } },
  ],
  [
    'no money',
    { status: 402, body: {} },
    { sent: 'yes', actual: 0, retry: 'never', fault: { code: 'provider_no_money' } },
  ],
  [
    'not in this country',
    { status: 451, body: {} },
    { sent: 'yes', actual: 0, retry: 'never', fault: { code: 'provider_region_blocked' } },
  ],
  [
    'a bad request',
    { status: 400, body: { error: { message: 'too long' } } },
    { sent: 'yes', actual: 0, retry: 'never', fault: { code: 'provider_refused_request' } },
  ],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: {} }, { kind: 'failed' }],
  [
    'a failure',
    { status: 500, body: { error: { message: 'oops' } } },
    { sent: 'maybe', retry: 'retry', fault: { code: 'provider_failed' } },
  ],
  [
    'a failure in between',
    { status: 502, body: '<html>' },
    { sent: 'maybe', fault: { code: 'provider_failed' } },
  ],
  [
    'a failure behind a gate',
    { status: 504, body: {} },
    { sent: 'maybe', fault: { code: 'provider_failed' } },
  ],
  ['no reason to be sure', { status: 503, body: {} }, { sent: 'maybe', fault: { code: 'provider_failed' } }],
  [
    'too much for now',
    { status: 503, headers: { 'retry-after': '3' }, body: {} },
    { sent: 'yes', fault: { code: 'provider_busy', retryAfterS: 3 } },
  ],
  ['a page instead of an answer', 'page', { sent: 'maybe', fault: { code: 'provider_garbled' } }],
  ['nonsense instead of an answer', 'garbled', { fault: { code: 'provider_garbled' } }],
  ['half an answer', 'cut', { sent: 'maybe' }],
  ['a lost answer', 'lost', { sent: 'maybe', fault: { code: 'provider_timed_out' } }],
  ['a dead line', 'dead', { sent: 'maybe', fault: { code: 'provider_timed_out' } }],
  ['silence', 'silent', { sent: 'maybe', fault: { code: 'provider_timed_out' } }],
];

describe.each(SUBJECTS)('$name', (subject) => {
  const { adapter, paid, told, brought, result } = subject;

  test('a request becomes its results, and is charged once', async () => {
    const { host, assignment } = await tryOn(subject);
    const answer = await ended(subject, assignment);
    expect(answer).toMatchObject({ kind: 'done', ...(result.text ? { text: result.text } : {}) });
    expect(answer.kind === 'done' && answer.files).toHaveLength(result.files);
    expect(host.invoice).toEqual([{ prompt: 'Кит' }]);
    expect(host.asked(paid)).toHaveLength(1);
  });

  test.each(REFUSALS)(
    'J5, P1, P2: it is asked once, whatever it answers: %s',
    async (_what, mishap, expected) => {
      const { host, assignment } = await tryOn(subject);
      host.spoilAll(paid, mishap);
      expect(await runOf(subject, assignment)).toMatchObject({ kind: 'failed', ...expected });
      expect(host.asked(paid)).toHaveLength(1);
      expect(host.invoice.length).toBeLessThanOrEqual(1);
    },
  );

  test('P3: no money is told from no time', async () => {
    const { host, assignment } = await tryOn(subject);
    host.spoil(paid, subject.noMoney);
    expect(await runOf(subject, assignment)).toMatchObject({
      sent: 'yes',
      actual: 0,
      retry: 'never',
      fault: { code: 'provider_no_money' },
    });
  });

  test('P4: a refusal for the content is told as one', async () => {
    const { host, assignment } = await tryOn(subject, { text: 'forbidden' });
    if (subject.forbidden) host.spoil(paid, subject.forbidden);
    expect(await ended(subject, assignment)).toMatchObject({
      kind: 'failed',
      sent: 'yes',
      retry: 'never',
      fault: { code: 'provider_refused_content' },
    });
  });

  test('J4: what may not be sent any more is not sent', async () => {
    const { host, assignment } = await tryOn(subject);
    const late = () => {
      throw new TooLateError();
    };
    await expect(runOf(subject, { ...assignment, assertInTime: late })).rejects.toBeInstanceOf(TooLateError);
    expect(host.asked(paid)).toEqual([]);
  });

  test('P7: an address of a closed net is not asked, and a refused connection is known for one', async () => {
    const { host, assignment } = await tryOn(subject);
    const closed = { ...assignment, fetch: createSafeFetch({ allowedOrigins: [] }) };
    expect(await runOf(subject, closed)).toMatchObject({
      sent: 'no',
      retry: 'never',
      fault: { code: 'private_address', origin: host.url },
    });
    expect(host.heard).toEqual([]);
    await host[Symbol.asyncDispose]();
    expect(await runOf(subject, assignment)).toMatchObject({
      sent: 'no',
      fault: { code: 'provider_unreachable' },
    });
  });

  test('P2: a row that is no row is said before anything is sent', async () => {
    const { host, assignment } = await tryOn(subject);
    const provider = { ...assignment.provider, definition: { withinS: 'soon', submit: 7 } };
    const said = await runOf(subject, { ...assignment, provider }).catch(unanswered);
    expect(said).toMatchObject({
      sent: 'no',
      retry: 'never',
      fault: { code: 'provider_refused_request', reason: 'definition' },
    });
    expect(host.heard).toEqual([]);
  });

  test('P8: the key is shown to nobody but the provider', async () => {
    const { host, assignment, lines } = await tryOn(subject);
    await ended(subject, assignment);
    for (const { headers } of brought ? host.asked(brought) : [])
      expect(JSON.stringify(headers)).not.toContain('sk-1');
    expect(lines.join()).not.toContain('sk-1');
  });

  const { brings } = subject;
  if (brings) {
    test('P1: it arrives whole before the paid request, which names it', async () => {
      const { host, assignment } = await tryOn(subject, { inputs: [brings.input] });
      expect(await ended(subject, assignment)).toMatchObject({ kind: 'done' });
      const lines = host.heard.map(({ method, path }) => `${method} ${path}`);
      const at = (what: RegExp) => lines.findIndex((line) => what.test(line));
      expect(at(brings.first)).toBe(0);
      expect(at(paid)).toBeGreaterThan(at(brings.content));
      const [content] = host.asked(brings.content);
      const { bytes } = brings.input;
      const isThere = content?.body.includes(bytes) || content?.body.includes(bytes.toString('base64'));
      expect(isThere).toBe(true);
      expect(host.asked(paid)[0]?.body.toString()).toMatch(brings.named);
      expect(host.asked(paid)).toHaveLength(1);
      // P8: what was signed for one sending is no place for a key.
      if (brings.keyless) expect(JSON.stringify(content?.headers)).not.toContain('sk-1');
    });

    test.each<[string, Mishap]>([
      ['a failure', { status: 500, body: {} }],
      ['no money', { status: 402, body: {} }],
      ['no key', { status: 401, body: {} }],
      ['busy', { status: 429, headers: { 'retry-after': '7' }, body: {} }],
      ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }],
      ['a dead line', 'dead'],
      ['a lost answer', 'lost'],
    ])('P1, P2: what is answered with %s has cost nothing, and nothing is asked', async (what, mishap) => {
      for (const path of [brings.first, brings.content]) {
        const { host, assignment } = await tryOn(subject, { inputs: [brings.input] });
        host.spoilAll(path, mishap);
        const answer = await runOf(subject, assignment);
        expect(answer, `${what} at ${path}`).toMatchObject({ kind: 'failed', sent: 'no' });
        expect(host.asked(paid)).toEqual([]);
        expect(host.invoice).toEqual([]);
      }
    });

    test.each<[string, Mishap]>([
      ['a page', 'page'],
      ['nonsense', 'garbled'],
      ['half an answer', 'cut'],
    ])('P1, P2: with %s for an address nothing is asked', async (_what, mishap) => {
      const { host, assignment } = await tryOn(subject, { inputs: [brings.input] });
      host.spoilAll(brings.first, mishap);
      expect(await runOf(subject, assignment).catch(unanswered)).toMatchObject({ kind: 'failed' });
      expect(host.asked(paid)).toEqual([]);
    });
  }

  if (!told || !brought) return;

  async function submitted(text = 'Кит') {
    const trial = await tryOn(subject, { text });
    const answer = await runOf(subject, trial.assignment);
    if (answer.kind !== 'submitted') throw new Error(JSON.stringify(answer));
    const poll = (wanted: object = {}) => adapter.poll?.({ ...trial.assignment, ...wanted }, answer.taskId);
    return { ...trial, poll };
  }

  test.each<[string, Mishap]>([
    ['a failure', { status: 500, body: {} }],
    ['nothing there', { status: 404, body: {} }],
    ['no key', { status: 401, body: {} }],
    ['busy', { status: 429, headers: { 'retry-after': '2' }, body: {} }],
    ['a page', 'page'],
    ['half an answer', 'cut'],
    ['no answer', 'lost'],
  ])(
    'P5: a poll that is answered with %s ends nothing: the result is found by the name of the work',
    async (_what, mishap) => {
      const { host, poll } = await submitted();
      host.spoil(told, mishap);
      expect(await poll()).toMatchObject({ kind: 'running' });
      let answer = await poll();
      for (let polls = 0; polls < 3 && answer?.kind === 'running'; polls++) answer = await poll();
      expect(answer).toMatchObject({ kind: 'done' });
      expect(host.asked(paid)).toHaveLength(1);
      expect(host.invoice).toHaveLength(1);
    },
  );

  test.each<[string, Mishap]>([
    ['half a file', 'cut'],
    ['a page', 'page'],
    ['a failure', { status: 500, body: {} }],
    ['an expired address', { status: 403, body: {} }],
    ['an error in words', { body: { error: 'expired' } }],
    ['nothing at all', { body: Buffer.alloc(0) }],
    ['half a picture that is told as a whole', { body: HALF }],
    ['a playlist that names files', { body: Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n') }],
    ['a drawing that runs', { body: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>') }],
    ['a text', { body: Buffer.from('the picture is on its way') }],
    ['a redirect to a closed net', { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }],
  ])('P6: a result that comes as %s is fetched again, without paying', async (_what, mishap) => {
    const { host, poll } = await submitted();
    await poll();
    for (let i = 0; i < 4; i++) host.spoil(brought, mishap);
    expect(await poll()).toMatchObject({ kind: 'running' });
    expect(await poll()).toMatchObject({ kind: 'done' });
    expect(host.invoice).toHaveLength(1);
  });

  test('P6: one bad download is made up for at once', async () => {
    const { host, poll } = await submitted();
    await poll();
    host.spoil(brought, 'cut');
    expect(await poll()).toMatchObject({ kind: 'done' });
  });

  test('P6: a result that is gone is lost at its price, and so is one that never comes', async () => {
    const { host, poll } = await submitted();
    await poll();
    host.spoil(brought, { status: 410, body: {} });
    const lost = { kind: 'failed', sent: 'yes', retry: 'never', fault: { code: 'result_lost' } };
    expect(await poll()).toMatchObject({ ...lost, actual: PRICE });
    host.spoilAll(brought, { status: 403, body: {} });
    expect(await poll({ call: LONG_AGO })).toMatchObject(lost);
  });

  test('P5: work that never ends is given up in the end, at its price', async () => {
    const { host, poll } = await submitted();
    host.spoil(told, { status: 500, body: {} });
    expect(await poll({ call: LONG_AGO })).toMatchObject({
      kind: 'failed',
      actual: PRICE,
      fault: { code: 'provider_timed_out' },
    });
  });
});
