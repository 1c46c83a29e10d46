import { expect, test } from 'vitest';
import { createLineLog, type LineLogOptions, lineFromProgram } from '#server/log/line-log.ts';
import { logLevelOf } from '#server/log/open-log.ts';
import { withRequestId } from '#server/log/request-scope.ts';

const clock = { nowMs: () => Date.UTC(2026, 10, 21, 9, 5, 3) };

function aLog(options?: LineLogOptions) {
  const lines: string[] = [];
  return { lines, log: createLineLog((line) => lines.push(line), clock, options) };
}

test('a program gets one JSON object a line, with the time, the level and the event', () => {
  const { log, lines } = aLog();
  log.warn('disk_low', { freeBytes: 5 });
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    time: '2026-11-21T09:05:03.000Z',
    level: 'warn',
    event: 'disk_low',
    freeBytes: 5,
  });
});

test('a person gets a short line', () => {
  const { log, lines } = aLog({ isForPeople: true });
  log.info('signed_in', { address: '127.0.0.1', agent: 'a b' });
  expect(lines).toEqual(['09:05:03 info  signed_in address=127.0.0.1 agent="a b"\n']);
});

test('only what is important enough is written', () => {
  const { log, lines } = aLog({ level: 'warn' });
  for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level](`at_${level}`);
  expect(lines.map((line) => JSON.parse(line).event)).toEqual(['at_warn', 'at_error']);
  const quiet = aLog();
  quiet.log.debug('request');
  expect(quiet.lines).toEqual([]);
});

test('a value cannot forge a line, move the cursor or turn the writing around, in either form', () => {
  const evil = 'a\nb\r{"event":"forged"}\u001b[2J\u009b31m\u0085\u2028\u202e\u2066\u0000\u007f';
  for (const isForPeople of [false, true]) {
    const { log, lines } = aLog({ isForPeople });
    log.info('event', { value: evil, [evil]: 1, deep: [{ evil }] });
    expect.soft(lines).toHaveLength(1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect.soft(lines[0]?.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
    if (!isForPeople) expect.soft(JSON.parse(lines[0] ?? '').value).toBe(evil);
  }
});

test('details cannot pass for the time, the level, the event or the request', () => {
  const { log, lines } = aLog();
  withRequestId('real', () =>
    log.info('event', { time: 'x', level: 'error', event: 'y', request: 'z', ok: 1 }),
  );
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', event: 'event', request: 'real', ok: 1 });
});

test('what is done for a request carries its number, also after a pause', async () => {
  const { log, lines } = aLog();
  await Promise.all(
    ['one', 'two'].map((id) =>
      withRequestId(id, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        log.info(id);
      }),
    ),
  );
  log.info('outside');
  const told = lines.map((line) => JSON.parse(line)).map(({ event, request }) => [event, request]);
  expect(told).toEqual([
    ['one', 'one'],
    ['two', 'two'],
    ['outside', undefined],
  ]);
});

/** Not random to look at: only its place gives it away. */
const CANARY = 'canary-of-plain-words';
const RANDOM = 'CaNaRy-7b1_f0E2d9c8B3a';
const TOKEN = `${'canary'.repeat(3)}cana.${'canary'.repeat(7)}c`;

test.each([
  ['a key that says so', { password: CANARY, Cookie: CANARY, apiKey: CANARY, 'x-api-key': CANARY }],
  ['a key deep inside', { request: { a: 1 }, body: { user: { newPassword: CANARY, setup_code: CANARY } } }],
  ['a session token', { reason: `bad token ${TOKEN} here` }],
  ['a header', { reason: `Authorization: Bearer ${CANARY}`, again: `cookie: a=${CANARY}; b=${CANARY}` }],
  ['a cookie', { reason: `sent __Host-rs=${CANARY}; Path=/` }],
  ['a setup link', { url: `http://x/setup#${CANARY}` }],
  ['a review link', { path: `/r/${CANARY}`, other: `GET /api/review/${CANARY}/view` }],
  [
    'a query',
    { path: `/x?a=1&access_token=${CANARY}&b=2`, more: `/y?code=${CANARY}`, key: `?key=${CANARY}` },
  ],
  ['JSON in a text', { reason: `Unexpected end: {"login":"a","password":"${CANARY}` }],
  ['the password of an address', { url: `https://anna:${CANARY}@x.example/` }],
  ['a key of a provider', { reason: `sk-${CANARY} key_${CANARY} r8_${CANARY}` }],
  ['a key of Google or of a bot', { reason: `AIza${'canary'.repeat(5)} 12345678:${'canary'.repeat(5)}` }],
  ['a bare random word', { reason: `wrong ${RANDOM}`, again: [RANDOM], error: new Error(RANDOM) }],
])('%s is masked', (_, details) => {
  for (const isForPeople of [false, true]) {
    const { log, lines } = aLog({ isForPeople });
    log.info('event', details);
    expect.soft(lines.join('')).toContain('[secret]');
    expect.soft(lines.join('')).not.toMatch(/canary/i);
  }
});

test('the exact value of a configured secret is masked whatever it looks like', () => {
  const { log, lines } = aLog({ secrets: ['plain words of a token'] });
  log.info('event', { reason: 'it was plain words of a token, yes' });
  expect(lines.join('')).not.toContain('plain words');
});

test('what is needed to find a fault is left as it is', () => {
  const { log, lines } = aLog();
  const details = {
    user: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    doc: 's:01ARZ3NDEKTSV4RRFFQ69G5FAV:01ARZ3NDEKTSV4RRFFQ69G5FB0',
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    code: 'SQLITE_IOERR_WRITE',
    path: '/api/projects/01ARZ3NDEKTSV4RRFFQ69G5FAV/view',
    reason: 'Error: no\n    at work (sync-server/documents/execute-command.ts:12:5)',
  };
  log.error('event', details);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject(details);
});

test('odd details never break the log', () => {
  const { log, lines } = aLog();
  const circle: Record<string, unknown> = {
    big: 12n,
    bytes: new Uint8Array(9),
    nothing: undefined,
    none: null,
  };
  circle.self = circle;
  log.error('event', circle);
  log.error('event', { long: 'x'.repeat(100_000), many: new Array(10_000).fill('y') });
  expect(lines).toHaveLength(2);
  expect((lines[1] ?? '').length).toBeLessThan(6000);
});

test('what another process has written for programs is shown to a person as our own lines are, and forges nothing', () => {
  const { log, lines } = aLog();
  log.warn('ffmpeg_missing', { hint: 'a b', path: '/x\u001b[2J\u202e' });
  const shown = lineFromProgram(lines[0]?.trimEnd() ?? '');
  expect(shown).toBe('09:05:03 warn  ffmpeg_missing hint="a b" path="/x\\u001b[2J\\u202e"');
  expect(lineFromProgram('Error: boom\u001b[2J')).toBe('Error: boom\\u001b[2J');
  expect(lineFromProgram('7')).toBe('7');
});

test('a terminal is told of troubles only, a file of all, unless somebody has chosen', () => {
  expect(logLevelOf({ logLevel: undefined }, true)).toBe('warn');
  expect(logLevelOf({ logLevel: undefined }, false)).toBe('info');
  expect(logLevelOf({ logLevel: 'debug' }, true)).toBe('debug');
});
