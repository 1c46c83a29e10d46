import { describe, expect, test } from 'vitest';
import { isRefusalOver, mergeProjects } from '#lib/sync/merge-projects.ts';
import type { Fault } from '#shared/fault.ts';
import { ProjectRecord } from '#shared/projects/project-record.ts';
import { Mutation } from '#shared/sync/mutation.ts';

const FILM = '01ARZ3NDEKTSV4RRFFQ69G5FB0';
const COPY = '01ARZ3NDEKTSV4RRFFQ69G5FB1';
const OTHER = '01ARZ3NDEKTSV4RRFFQ69G5FB2';
const record = ProjectRecord.parse({
  id: FILM,
  name: 'Фильм',
  role: 'owner',
  shots: 12,
  ready: 3,
  createdAt: 1,
  editedAt: 2,
});

function waiting(body: object, fault?: Fault) {
  return { mutation: Mutation.parse({ id: '01ARZ3NDEKTSV4RRFFQ69G5FC0', ...body }), atMs: 77, fault };
}

describe('projects with what waits in the outbox', () => {
  test('a project made offline stands in front', () => {
    const list = mergeProjects([record], [waiting({ kind: 'project.create', project: COPY, name: 'Новый' })]);
    expect(list.map(({ name }) => name)).toEqual(['Новый', 'Фильм']);
  });

  test('one that the server has meanwhile is not listed twice', () => {
    const create = waiting({ kind: 'project.create', project: FILM, name: 'Старое имя' });
    expect(mergeProjects([record], [create])).toEqual([record]);
  });

  test('a copy looks like what it is copied from', () => {
    const copy = { kind: 'project.duplicate', project: COPY, from: FILM, name: 'Фильм (копия)' };
    expect(mergeProjects([record], [waiting(copy)])[0]).toMatchObject({
      id: COPY,
      name: 'Фильм (копия)',
      role: 'owner',
      shots: 12,
    });
  });

  test('trash and restore show at once, in their order', () => {
    const trash = waiting({ kind: 'project.trash', project: FILM });
    const restore = waiting({ kind: 'project.restore', project: FILM });
    expect(mergeProjects([record], [trash])[0]?.trashedAt).toBe(77);
    expect(mergeProjects([record], [trash, restore])[0]?.trashedAt).toBeNull();
    expect(mergeProjects([record], [restore, trash])[0]?.trashedAt).toBe(77);
  });

  test('what the server refused does not show, but a refused new project stays within reach', () => {
    const forbidden: Fault = { code: 'forbidden' };
    const refused = [
      waiting({ kind: 'project.trash', project: FILM }, forbidden),
      waiting({ kind: 'project.create', project: COPY, name: 'Новый' }, forbidden),
      waiting({ kind: 'project.duplicate', project: OTHER, from: FILM, name: 'Копия' }, forbidden),
    ];
    const list = mergeProjects([record], refused);
    expect(list.map(({ name, trashedAt }) => [name, trashedAt])).toEqual([
      ['Новый', null],
      ['Фильм', null],
    ]);
  });

  test('a record that this version cannot read hides no other', () => {
    expect(mergeProjects([{ id: 'x' }, record], [])).toEqual([record]);
  });
});

describe('a refused document', () => {
  test('is tried again when its cause is gone by the newest record', () => {
    const viewer = { ...record, role: 'viewer' as const };
    const trashed = { ...record, trashedAt: 5 };
    expect(isRefusalOver({ code: 'project_not_found' }, record)).toBe(true);
    expect(isRefusalOver({ code: 'project_not_found' }, undefined)).toBe(false);
    expect(isRefusalOver({ code: 'forbidden' }, viewer)).toBe(false);
    expect(isRefusalOver({ code: 'forbidden' }, record)).toBe(true);
    expect(isRefusalOver({ code: 'project_trashed' }, trashed)).toBe(false);
    expect(isRefusalOver({ code: 'project_trashed' }, record)).toBe(true);
    expect(isRefusalOver({ code: 'document_damaged' }, record)).toBe(false);
  });
});
