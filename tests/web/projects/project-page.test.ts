import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { arrangeProjects } from '#lib/projects/arrange-projects.ts';
import { nearestTile } from '#lib/projects/nearest-tile.ts';
import { summaryOf } from '#lib/projects/project-summary.ts';
import { addShots, initIndexDoc, trashShots } from '#shared/documents/index-doc.ts';
import { ShotId } from '#shared/ids.ts';
import { ProjectRecord } from '#shared/projects/project-record.ts';

function record(n: number, name: string, changed: Partial<ProjectRecord> = {}): ProjectRecord {
  const id = `01ARZ3NDEKTSV4RRFFQ69G5FB${n}`;
  return ProjectRecord.parse({
    id,
    name,
    role: 'owner',
    shots: 0,
    ready: 0,
    createdAt: 0,
    editedAt: n,
    ...changed,
  });
}

const LIST = [
  record(1, 'шот 2'),
  record(2, 'Шот 10'),
  record(3, 'Ёлка и снег'),
  record(4, 'Старый', { trashedAt: 50 }),
  record(5, 'Ещё старше', { trashedAt: 90 }),
];

function namesOf(how: Partial<Parameters<typeof arrangeProjects>[1]>): string[] {
  const list = arrangeProjects(LIST, { search: '', order: 'edited', isTrash: false, ...how });
  return list.map(({ name }) => name);
}

describe('the list of projects', () => {
  test('shows the last edited first, without the trash', () => {
    expect(namesOf({})).toEqual(['Ёлка и снег', 'Шот 10', 'шот 2']);
  });

  test('sorts names as people do: numbers by size, no difference between cases', () => {
    expect(namesOf({ order: 'name' })).toEqual(['Ёлка и снег', 'шот 2', 'Шот 10']);
  });

  test('shows the trash by the day of throwing away', () => {
    expect(namesOf({ isTrash: true, order: 'name' })).toEqual(['Ещё старше', 'Старый']);
  });

  test('finds words in any order, and «е» for «ё»', () => {
    expect(namesOf({ search: ' СНЕГ елка ' })).toEqual(['Ёлка и снег']);
    expect(namesOf({ search: 'снег трамвай' })).toEqual([]);
  });
});

describe('arrows among tiles', () => {
  const tiles = [0, 1, 2, 3, 4].map((n) => ({ left: (n % 3) * 100, top: Math.floor(n / 3) * 80, width: 90 }));

  test.each([
    [0, 'ArrowRight', 1],
    [2, 'ArrowRight', 3],
    [4, 'ArrowRight', 4],
    [0, 'ArrowLeft', 0],
    [1, 'ArrowDown', 4],
    [2, 'ArrowDown', 4],
    [4, 'ArrowUp', 1],
    [1, 'ArrowUp', 1],
    [3, 'Home', 0],
    [0, 'End', 4],
  ] as const)('from %i %s leads to %i', (from, code, to) => {
    expect(nearestTile(tiles, from, code)).toBe(to);
  });
});

describe('a project that the server knows less of than this device', () => {
  test('is shown by its document', () => {
    const doc = new Y.Doc();
    initIndexDoc(doc, 'Фильм');
    const ids = [1, 2, 3, 4, 5, 6].map((n) => ShotId.parse(`01ARZ3NDEKTSV4RRFFQ69G5FC${n}`));
    const shots = ids.map((id, n) => ({
      id,
      title: `Шот ${n + 1}`,
      state: n === 1 ? ('ready' as const) : undefined,
    }));
    addShots(
      doc,
      shots.map(({ state, ...shot }) => (state ? { ...shot, state } : shot)),
      { at: 0, randomBit: () => true },
    );
    trashShots(doc, ids.slice(0, 1), 1);
    const summary = summaryOf(doc);
    expect(summary).toMatchObject({ name: 'Фильм', shots: 5, ready: 1 });
    expect(summary?.covers.map(({ title }) => title)).toEqual(['Шот 2', 'Шот 3', 'Шот 4', 'Шот 5']);
  });

  test('is left to its record when the device has only a part of it', () => {
    expect(summaryOf(new Y.Doc())).toBeUndefined();
  });
});
