import { expect, test } from 'vitest';
import { maskOf } from '#runner/mask-secrets.ts';
import { anAssignment } from './an-assignment.ts';

const KEY = 'canary/key+with=signs';
const { provider } = anAssignment({
  provider: { secret: KEY, proxyUrl: 'http://anna:canary%20word@proxy.example:1080' },
});

test('K6: what an order was trusted with is hidden wherever it turns up', () => {
  const mask = maskOf({ provider });
  const said = {
    fault: { code: 'provider_refused_request', reason: `Incorrect API key provided: ${KEY}.` },
    lines: [`GET /?key=${encodeURIComponent(KEY)}`, 'by anna:canary word@proxy', 'nothing'],
    error: new Error(`refused: ${KEY}`),
    actual: 5,
    nothing: null,
  };
  const hidden = mask(said);
  expect(JSON.stringify(hidden)).not.toContain('canary');
  expect(hidden).toMatchObject({
    actual: 5,
    nothing: null,
    lines: [expect.anything(), expect.anything(), 'nothing'],
  });
  expect(hidden.fault.reason).toBe('Incorrect API key provided: [secret].');
});

test('without a secret everything stays as it is, and a word too short to be one hides nothing', () => {
  const said = { reason: 'a bad day' };
  expect(maskOf({ provider: null })(said)).toBe(said);
  expect(maskOf({ provider: { ...provider, secret: 'bad', proxyUrl: undefined } })(said)).toBe(said);
});
