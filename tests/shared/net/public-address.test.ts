import { expect, test } from 'vitest';
import { judgeAddress, readOrigins } from '#shared/net/judge-address.ts';
import { isPublicAddress } from '#shared/net/public-address.ts';

test.each([
  '8.8.8.8',
  '1.1.1.1',
  '93.184.216.34',
  '172.15.0.1',
  '172.32.0.1',
  '2606:4700::1111',
  '2a00:1450::1',
])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));

test.each(['8.8.8', '8.8.8.8.8', '08.8.8.8', '256.1.1.1', '', 'example.com', '::ffff:8.8.8.8', '1:2', '::g'])(
  '%s is no public address',
  (address) => expect(isPublicAddress(address)).toBe(false),
);

test('an allowed origin is just this scheme, name and port', () => {
  const allowed = readOrigins('http://127.0.0.1:8188/, https://comfy.lan nonsense ftp://x');
  expect(allowed).toEqual(['http://127.0.0.1:8188', 'https://comfy.lan']);
  expect(judgeAddress('http://127.0.0.1:8188/prompt', allowed)).toMatchObject({ ok: true, isAllowed: true });
  expect(judgeAddress('http://127.0.0.1:8189/', allowed)).toEqual({ ok: false, why: 'private' });
  expect(judgeAddress('https://127.0.0.1:8188/', allowed)).toEqual({ ok: false, why: 'private' });
  expect(judgeAddress('http://a@127.0.0.1:8188/', allowed)).toEqual({ ok: false, why: 'credentials' });
  expect(judgeAddress('https://api.example.com/v1', [])).toMatchObject({ ok: true, isAllowed: false });
});
