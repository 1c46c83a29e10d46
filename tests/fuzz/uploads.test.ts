import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aUlid } from '../sync-server/a-house.ts';
import { aFile, aSender, hashOf } from '../sync-server/incoming/a-sender.ts';

const RUNS = 1200;

const number = fc.oneof(
  fc.integer({ min: 0, max: 20_000 }).map(String),
  fc.constantFrom(
    '',
    '-1',
    '+5',
    '1e3',
    '0x10',
    '9'.repeat(15),
    '9'.repeat(400),
    ' 7',
    '7 ',
    '1,2',
    'NaN',
    '1.0',
  ),
);
const header = fc.oneof(
  // What a header can hold at all; the rest never leaves a client.
  fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    maxLength: 60,
  }),
  fc.constantFrom('', '1.0.0', '0.2.2', 'application/offset+octet-stream', 'application/json; charset=x'),
);
const base64 = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }).map((text) => Buffer.from(text).toString('base64')),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  fc.constantFrom('', '====', 'a', 'YQ', 'YQ=='),
  header,
);
const key = fc.constantFrom(
  'project',
  'shot',
  'filename',
  'asset',
  'sha256',
  '__proto__',
  'constructor',
  'x',
  '',
);

type Known = { project: string; shot: string; asset: string; sha256: string };

/** Metadata that is right but for what was drawn. */
function metadataOf(known: Known, drawn: [string, string][]): string {
  const sound = { ...known, filename: 'a.png' };
  const pairs = Object.entries(sound).map(
    ([name, text]) => [name, Buffer.from(text).toString('base64')] as const,
  );
  const other = new Map(drawn);
  return [...pairs.map(([name, value]) => [name, other.get(name) ?? value]), ...drawn.slice(1)]
    .map(([name, value]) => `${name} ${value}`)
    .join(',');
}

test('M12: no header, name, number or order of words brings the server down, nor more than its length into it', async () => {
  const { house, sender } = await aSender();
  const bytes = aFile(2000);
  const seen = new Map<number, number>();
  const verbs = fc.constantFrom('POST', 'POST', 'HEAD', 'PATCH', 'PATCH', 'DELETE', 'OPTIONS', 'PUT', 'GET');
  const word = fc.record({
    verb: verbs,
    metadata: fc.oneof(fc.array(fc.tuple(key, base64), { maxLength: 3 }), header),
    length: fc.oneof({ weight: 3, arbitrary: fc.constant('2000') }, { weight: 1, arbitrary: number }),
    offset: fc.oneof({ weight: 2, arbitrary: fc.constant('0') }, { weight: 1, arbitrary: number }),
    version: fc.oneof({ weight: 9, arbitrary: fc.constant('1.0.0') }, { weight: 1, arbitrary: header }),
    type: fc.oneof(
      { weight: 9, arbitrary: fc.constant('application/offset+octet-stream') },
      { weight: 1, arbitrary: header },
    ),
    path: fc.oneof({ weight: 5, arbitrary: fc.constant('') }, { weight: 1, arbitrary: header }),
    body: fc.integer({ min: 0, max: 2500 }),
    isFresh: fc.boolean(),
  });
  let asset = aUlid();
  await fc.assert(
    fc.asyncProperty(word, async ({ verb, metadata, length, offset, version, type, path, body, isFresh }) => {
      if (isFresh) asset = aUlid();
      const known = { ...sender.where, asset, sha256: hashOf(bytes) };
      const said = typeof metadata === 'string' ? metadata : metadataOf(known, metadata);
      const hasBody = verb === 'PATCH' || verb === 'PUT';
      const answer = await sender.person.ask(
        verb,
        verb === 'POST' ? '/api/uploads' : `/api/uploads/${path === '' ? asset : encodeURIComponent(path)}`,
        {
          headers: {
            ...{ 'tus-resumable': version, 'upload-metadata': said, 'upload-length': length },
            ...{ 'upload-offset': offset, 'content-type': type },
          },
          ...(hasBody ? { bytes: aFile(3000).subarray(0, body) } : {}),
        },
      );
      seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
      expect(answer.status).toBeLessThan(500);
      const reached = answer.headers.get('upload-offset');
      if (reached !== null) expect(Number(reached)).toBeLessThanOrEqual(20_000);
    }),
    { numRuns: RUNS },
  );
  // Many kinds of answers were drawn, good ones among them, or this has proven nothing.
  expect(seen.size).toBeGreaterThan(6);
  expect((seen.get(201) ?? 0) + (seen.get(204) ?? 0)).toBeGreaterThan(50);
  const last = await sender.send(aFile());
  expect((await sender.records()).some(({ id }) => id === last)).toBe(true);
  expect(house.incoming.parts.isBusy(asset)).toBe(false);
});
