import { describe, expect, test } from 'vitest';
import { arrangeFeed, countFeed, WHOLE_FEED } from '#lib/box/feed/arrange-feed.ts';
import { type FeedEntry, listFeed, numberResults } from '#lib/box/feed/feed-entry.ts';
import { stepInGrid } from '#lib/box/feed/feed-step.ts';
import type { TakeLine } from '#lib/box/list-takes.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import { AssetRecord as Asset } from '#shared/assets/asset-record.ts';
import type { Model } from '#shared/catalogue/model.ts';
import { type AssetMarks, NO_MARKS } from '#shared/documents/asset-marks.ts';

const ID = '01JXT22F1SEB16182Y36SZ9G';

function anAsset(id: string, change: Partial<AssetRecord> = {}): AssetRecord {
  const facts = { sha256: 'a'.repeat(64), kind: 'image', type: 'image/png', sizeBytes: 1 };
  const where = { project: `${ID}X0`, shot: `${ID}S0`, position: 0, createdAt: 0, renditions: [] };
  const none = {
    width: null,
    height: null,
    durationMs: null,
    take: null,
    prompt: null,
    job: null,
    model: null,
  };
  return { ...Asset.parse({ id: `${ID}${id}`, ...facts, ...where, ...none }), ...change };
}

function aLine(id: string, change: Partial<TakeLine> = {}): TakeLine {
  const take = { id: `${ID}${id}`, prompt: `${ID}P0`, job: null, createdAt: 0 };
  return {
    take,
    prompt: undefined,
    job: undefined,
    launch: undefined,
    absence: 'unsent',
    assets: [],
    ...change,
  };
}

/** As much of a model as the feed asks for. */
function aModel(count: number): Model {
  return {
    id: 'imitation/image',
    provider: 'imitation',
    account: 'imitation',
    name: 'Имитация',
    purpose: 'image',
    schema: { type: 'object', properties: { n: { type: 'integer', default: count, 'x-role': 'count' } } },
    price: null,
    retiresOn: null,
    isImitation: true,
  };
}

function feed(lines: TakeLine[], assets: AssetRecord[], trashed: string[] = [], model?: Model): FeedEntry[] {
  const gone = new Map(trashed.map((id) => [`${ID}${id}`, 1]));
  return listFeed({ lines, assets, trashed: gone, findModel: () => model });
}

const ids = (entries: FeedEntry[]) => entries.map(({ id }) => id.replace(ID, ''));

describe('one feed', () => {
  test('V60: files, results and takes on their way stand in one feed, the newest first', () => {
    const made = anAsset('C1', { take: `${ID}T2` });
    const entries = feed(
      [aLine('T4'), aLine('T2', { absence: undefined, assets: [made] })],
      [anAsset('R3'), made, anAsset('V9', { kind: 'video' })],
    );
    expect(ids(entries)).toEqual(['V9', 'T4', 'C1', 'R3']);
  });

  test('V60: results of one take stand in their order and where the take has stood', () => {
    const results = [1, 0, 2].map((position) => anAsset(`A${position}`, { take: `${ID}T5`, position }));
    expect(ids(feed([aLine('T5', { assets: results })], [...results, anAsset('T6'), anAsset('T4')]))).toEqual(
      ['T6', 'A0', 'A1', 'A2', 'T4'],
    );
  });

  test('V61: a take keeps the room of all the results it will have; one that failed has one place', () => {
    expect(ids(feed([aLine('T1')], [], [], aModel(3)))).toEqual(['T1', 'T1:1', 'T1:2']);
    expect(ids(feed([aLine('T1', { absence: 'refused' })], [], [], aModel(3)))).toEqual(['T1']);
  });

  test('V62: what lies in the trash is not in the feed, and its take does not come back for it', () => {
    const made = anAsset('A1', { take: `${ID}T1` });
    expect(feed([aLine('T1', { absence: undefined, assets: [made] })], [made], ['A1'])).toEqual([]);
  });

  test('results are numbered in the order of making, those in the trash too', () => {
    const numbers = numberResults([
      anAsset('A3', { take: `${ID}T2` }),
      anAsset('A2', { take: `${ID}T1`, position: 1 }),
      anAsset('A1', { take: `${ID}T1` }),
      anAsset('A9'),
    ]);
    expect([...numbers].map(([id, n]) => [id.replace(ID, ''), n])).toEqual([
      ['A1', 1],
      ['A2', 2],
      ['A3', 3],
    ]);
  });
});

describe('what of the feed is shown', () => {
  const mark = (change: Partial<AssetMarks>): AssetMarks => ({ ...NO_MARKS, ...change });
  const marked = new Map([
    [`${ID}A4`, mark({ rating: 2, isFavourite: true })],
    [`${ID}A3`, mark({ rating: 5 })],
    [`${ID}A2`, mark({ flag: 'reject' })],
  ]);
  const entries = feed(
    [aLine('T5')],
    [
      anAsset('A4', { take: `${ID}A4` }),
      anAsset('A3', { kind: 'video', take: `${ID}A3` }),
      anAsset('A2', { kind: 'audio' }),
      anAsset('A1', { kind: 'subtitles' }),
    ],
  );
  const shown = (look: Partial<typeof WHOLE_FEED>) =>
    ids(arrangeFeed(entries, marked, { ...WHOLE_FEED, ...look }));

  test('V63: by kind, the takes on their way with what they will be', () => {
    expect(shown({})).toEqual(['T5', 'A4', 'A3', 'A2', 'A1']);
    expect(shown({ kind: 'image' })).toEqual(['T5', 'A4']);
    expect(shown({ kind: 'video' })).toEqual(['A3']);
    expect(shown({ kind: 'own' })).toEqual(['A2', 'A1']);
  });

  test('V63: favourites only, and without what was rejected', () => {
    expect(shown({ onlyFavourites: true })).toEqual(['A4']);
    expect(shown({ withoutRejected: true })).toEqual(['T5', 'A4', 'A3', 'A1']);
    expect(shown({ withoutRejected: true, kind: 'audio' })).toEqual([]);
  });

  test('V63: by rating, equals in the order of the feed and work on its way first', () => {
    expect(shown({ sort: 'rating' })).toEqual(['T5', 'A3', 'A4', 'A2', 'A1']);
  });

  test('V63: every choice says how many it would show', () => {
    expect(countFeed(entries, marked)).toEqual({
      ...{ all: 5, image: 2, video: 1, audio: 1, own: 2 },
      ...{ favourites: 1, unrejected: 4 },
    });
  });
});

test.each([
  ['ArrowRight', 0, 1],
  ['ArrowRight', 6, undefined],
  ['ArrowLeft', 0, undefined],
  ['ArrowDown', 1, 4],
  ['ArrowDown', 5, 6],
  ['ArrowDown', 6, undefined],
  ['ArrowUp', 4, 1],
  ['ArrowUp', 2, undefined],
  ['Home', 5, 0],
  ['End', 0, 6],
  ['KeyQ', 3, undefined],
])('V64: %s from tile %i of seven in three columns leads to %s', (code, at, to) => {
  expect(stepInGrid(code, { at, count: 7, columns: 3 })).toBe(to);
});
