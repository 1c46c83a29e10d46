import { expect, test } from 'vitest';
import { AssetRecord } from '#shared/assets/asset-record.ts';
import { PromptRecord } from '#shared/documents/shot-doc.ts';
import { familyOf } from '#shared/smart-edit/family.ts';

const ulid = (n: number) => `01ARZ3NDEKTSV4RRFFQ69G${String(n).padStart(4, '0')}`;
const FIRST = ulid(1);
const SECOND = ulid(2);
const THIRD = ulid(3);
const FILM = ulid(4);
const LONE = ulid(5);

function anAsset(id: string, prompt: string | null): [string, AssetRecord] {
  const record = AssetRecord.parse({
    ...{ id, project: ulid(90), shot: ulid(91), sha256: 'a'.repeat(64), kind: 'image', type: 'image/png' },
    ...{ sizeBytes: 1, width: 1, height: 1, durationMs: null, take: prompt && ulid(92), prompt, job: null },
    ...{ model: null, position: 0, createdAt: 1, renditions: [] },
  });
  return [id, record];
}

function aPrompt(n: number, more: object = {}): PromptRecord {
  return PromptRecord.parse({ id: ulid(n), text: 'x', model: 'a/b', params: {}, createdAt: 1, ...more });
}

const ASSETS = new Map([
  anAsset(FIRST, ulid(11)),
  anAsset(SECOND, ulid(12)),
  anAsset(THIRD, ulid(13)),
  anAsset(FILM, ulid(14)),
  anAsset(LONE, null),
]);
const PROMPTS = [
  aPrompt(11),
  aPrompt(12, { origin: 'edit', parent: ulid(11), source: FIRST, remark: 'Вечер' }),
  // Of a draft: nobody was looked at, but the prompt before had made something.
  aPrompt(13, {
    origin: 'edit',
    parent: ulid(12),
    source: null,
    remark: '35 мм',
    params: { references: [SECOND] },
  }),
  aPrompt(14, { params: { first_frame: SECOND, seconds: 4 } }),
];

test.each([FIRST, SECOND, THIRD, FILM])('V98: the family of any of its members is the whole of it', (of) => {
  expect(familyOf(of, { assets: ASSETS, prompts: PROMPTS })).toEqual([
    { asset: FIRST, depth: 0, how: null, remark: null },
    { asset: SECOND, depth: 1, how: 'edit', remark: 'Вечер' },
    { asset: THIRD, depth: 2, how: 'edit', remark: '35 мм' },
    { asset: FILM, depth: 2, how: 'input', remark: null },
  ]);
});

test('V98: who has nobody stands alone, and records that name each other in a ring are walked once', () => {
  const own = { assets: ASSETS, prompts: PROMPTS };
  expect(familyOf(LONE, own)).toEqual([{ asset: LONE, depth: 0, how: null, remark: null }]);
  const ring = [aPrompt(11, { params: { a: SECOND } }), aPrompt(12, { params: { a: FIRST } })];
  expect(familyOf(SECOND, { assets: ASSETS, prompts: ring }).map(({ asset }) => asset)).toEqual([
    SECOND,
    FIRST,
  ]);
});
