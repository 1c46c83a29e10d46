import { expect, test } from 'vitest';
import type { Shot } from '#shared/documents/index-doc.ts';
import { ShotId } from '#shared/ids.ts';
import { figuresText } from '#shared/russian/filter-text.ts';
import {
  countLeft,
  type FilmFilter,
  keepsShot,
  listModels,
  NO_FILTER,
  turned,
} from '#shared/storyboard/film-filter.ts';
import { FilmIndex } from '#shared/storyboard/film-index.ts';
import { type FilmMark, type FilmPrompt, filmRecordKey } from '#shared/storyboard/film-records.ts';
import { findShots } from '#shared/storyboard/find-shots.ts';

const shotId = (n: number) => ShotId.parse(`01ARZ3NDEKTSV4RRFFQ69G5${String(n).padStart(3, '0')}`);
const [FIRST, SECOND, THIRD] = [shotId(1), shotId(2), shotId(3)];

function aShot(id: ShotId, title: string, headliner: string | null = null): Shot {
  return {
    id,
    title,
    note: '',
    state: 'waiting',
    planS: null,
    headliner,
    deletedAt: null,
    order: '',
  } as Shot;
}
const SHOTS = [aShot(FIRST, 'Порт'), aShot(SECOND, 'Кит', 'a2'), aShot(THIRD, 'Город')];

type Asset = { id: string; shot: ShotId; kind: 'image' | 'video'; model: string | null; take: string | null };
const asset = (id: string, shot: ShotId, more: Partial<Asset> = {}): Asset => ({
  id,
  shot,
  kind: 'image',
  model: 'imitation/image',
  take: null,
  ...more,
});
function mark(shot: ShotId, id: string, more: Partial<FilmMark>): FilmMark {
  return { id, shot, rating: 0, favourite: false, flag: null, note: '', deletedAt: null, ...more };
}
function prompt(shot: ShotId, id: string, text: string): FilmPrompt {
  const nothing = { parent: null, remark: null, source: null, origin: 'written' as const };
  return { id, shot, text, model: null, params: {}, createdAt: 0, ...nothing };
}
const job = (id: string, shot: ShotId, state: 'leased' | 'done' | 'needs_human', kind = 'generate') =>
  // The index asks for nothing else of a job.
  ({ id, shot, state, kind }) as Parameters<FilmIndex['refresh']>[0]['jobs'] extends ReadonlyMap<
    string,
    infer J
  >
    ? J
    : never;

function byId<T extends { id: string }>(...records: T[]): Map<string, T> {
  return new Map(records.map((record) => [record.id, record]));
}
function byKey<T extends { id: string; shot: string }>(...records: T[]): Map<string, T> {
  return new Map(records.map((record) => [filmRecordKey(record), record]));
}

function aFilm() {
  return {
    assets: byId(
      asset('a1', FIRST),
      asset('a2', SECOND, { kind: 'video', model: 'imitation/video' }),
      asset('a3', SECOND),
      asset('a4', SECOND, { take: 't4' }),
      asset('a5', THIRD, { model: null }),
    ),
    jobs: byId(job('j1', FIRST, 'leased'), job('j2', FIRST, 'needs_human'), job('j3', SECOND, 'done')),
    prompts: byKey(prompt(SECOND, 'p1', 'Ёлка у  причала'), prompt(THIRD, 'p2', 'neon rain')),
    marks: byKey(
      mark(SECOND, 'a3', { rating: 4 }),
      mark(SECOND, 't4', { deletedAt: 5 }),
      mark(THIRD, 'a1', { rating: 5 }),
    ),
  };
}

test('V5: assets, work, models and the best rating of a shot; the trash and the marks of another shot do not count', () => {
  const index = new FilmIndex();
  index.refresh(aFilm());
  expect(index.figuresOf(FIRST)).toMatchObject({ assets: 1, inWork: 2, bestRating: 0 });
  const second = index.figuresOf(SECOND);
  expect(second).toMatchObject({ assets: 2, inWork: 0, bestRating: 4 });
  expect([...second.byKind]).toEqual([
    ['video', 1],
    ['image', 1],
  ]);
  expect([...second.models]).toEqual(['imitation/video', 'imitation/image']);
  expect(index.figuresOf(THIRD).models.size).toBe(0);
});

test('V5: smaller forms are no work of a shot', () => {
  const index = new FilmIndex();
  index.refresh({ ...aFilm(), jobs: byId(job('j1', FIRST, 'leased', 'rendition')) });
  expect(index.figuresOf(FIRST).inWork).toBe(0);
});

test('V6: a refresh names the shots that have become others, and keeps what has not', () => {
  const index = new FilmIndex();
  const film = aFilm();
  expect(index.refresh(film)).toEqual(new Set([FIRST, SECOND, THIRD]));
  const kept = index.figuresOf(FIRST);
  expect(index.refresh(aFilm())).toEqual(new Set());
  expect(index.figuresOf(FIRST)).toBe(kept);
  const more = { ...film, assets: new Map([...film.assets, ['a9', asset('a9', THIRD)]]) };
  expect(index.refresh(more)).toEqual(new Set([THIRD]));
  expect(index.refresh({ ...more, assets: new Map() })).toEqual(new Set([FIRST, SECOND, THIRD]));
  expect(index.figuresOf(THIRD).assets).toBe(0);
  expect([index.foldSome(1), index.foldSome(1), index.foldSome(1)]).toEqual([true, false, false]);
});

function search(query: string, filter?: FilmFilter): string[] {
  const index = new FilmIndex();
  index.refresh(aFilm());
  const film = {
    keeps: (asked: FilmFilter, shot: Shot) => keepsShot(asked, { shot, figures: index.figuresOf(shot.id) }),
    hasWords: (shot: ShotId, words: readonly string[]) => index.hasWords(shot, words),
  };
  return findShots(SHOTS, { query, states: new Set(), filter, film }).map((n) => SHOTS[n]?.title ?? '');
}

test('V7: words of a prompt are found in any spelling and layout, numbers are not looked for there', () => {
  expect(search('елка у причала')).toEqual(['Кит']);
  expect(search('NEON')).toEqual(['Город']);
  expect(search('ghbxfk')).toEqual(['Кит']);
  expect(search('кит')).toEqual(['Кит']);
  expect(search('2')).toEqual(['Кит']);
  expect(search('')).toEqual(['Порт', 'Кит', 'Город']);
});

test('V8: the parts of a filter hold together, and together with words', () => {
  expect(search('', { ...NO_FILTER, isHeadless: true })).toEqual(['Порт', 'Город']);
  expect(search('', { ...NO_FILTER, hasVideo: true })).toEqual(['Кит']);
  expect(search('', { ...NO_FILTER, isInWork: true })).toEqual(['Порт']);
  expect(search('', { ...NO_FILTER, rating: 4 })).toEqual(['Кит']);
  expect(search('', { ...NO_FILTER, rating: 5 })).toEqual([]);
  expect(search('', { ...NO_FILTER, models: new Set(['imitation/image']) })).toEqual(['Порт', 'Кит']);
  expect(search('город', { ...NO_FILTER, isHeadless: true })).toEqual(['Город']);
  expect(search('кит', { ...NO_FILTER, isHeadless: true })).toEqual([]);
});

test('V9: every choice says how many shots it would leave beside the others', () => {
  const index = new FilmIndex();
  index.refresh(aFilm());
  const judged = SHOTS.map((shot) => ({ shot, figures: index.figuresOf(shot.id) }));
  const headless = turned(NO_FILTER, { kind: 'isHeadless' });
  expect(countLeft(judged, NO_FILTER, { kind: 'isHeadless' })).toBe(2);
  expect(countLeft(judged, headless, { kind: 'hasVideo' })).toBe(0);
  expect(countLeft(judged, headless, { kind: 'model', model: 'imitation/image' })).toBe(1);
  expect(countLeft(judged, NO_FILTER, { kind: 'rating', rating: 3 })).toBe(1);
  expect(listModels(judged)).toEqual(['imitation/image', 'imitation/video']);
  expect(turned(headless, { kind: 'isHeadless' })).toEqual(NO_FILTER);
  const two = ['a', 'b'].reduce((filter, model) => turned(filter, { kind: 'model', model }), NO_FILTER);
  expect([...two.models]).toEqual(['a', 'b']);
});

test('a card says how many assets there are and how many are in work', () => {
  expect(figuresText({ assets: 12, inWork: 2 })).toBe('12\u00a0ассетов, в работе 2');
  expect(figuresText({ assets: 0, inWork: 1 })).toBe('в работе 1');
});
