import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { aHouse, faultOf, type House } from '../a-house.ts';
import { aWorld, CALLERS } from './callers.ts';
import type { Row } from './columns.ts';
import { findGaps, outcomeOf, ROWS, routeOf } from './routes-table.ts';

async function outcomesOf({ route, ask }: Row) {
  const outcomes: Record<string, unknown> = {};
  const readers = await aWorld();
  for (const caller of CALLERS) {
    // What one was allowed to change must not be what the next one finds.
    const world = route.startsWith('GET ') ? readers : await aWorld();
    outcomes[caller] = await outcomeOf(await ask(world, world.people[caller]));
  }
  return outcomes;
}

/** The same house with one more route in front of all guards, as a careless change would add it. */
function withOpenRoute(house: House) {
  return new Hono()
    .get('/api/projects/:id/secrets', (c) => c.json({ open: true }, 200))
    .route('/', house.app);
}

test('every route of the application stands in the table, and every row of the table is a route', async () => {
  const house = await aHouse();
  expect(findGaps(house.app.routes, ROWS)).toEqual([]);
});

test('a new route without a row is found, and so is a row whose route is gone', async () => {
  const house = await aHouse();
  expect(findGaps(withOpenRoute(house).routes, ROWS)).toEqual(['GET /api/projects/:id/secrets']);
  const [first, ...rest] = ROWS;
  expect(findGaps(house.app.routes, rest)).toEqual([first?.route]);
  if (!first) throw new Error('no rows');
  const gone = { ...first, route: 'GET /api/gone' };
  expect(findGaps(house.app.routes, [...ROWS, gone])).toEqual(['GET /api/gone']);
});

test('an open route is found out even when its row claims that it is guarded', async () => {
  const row = ROWS.find(({ route }) => route === 'GET /api/projects/:id/view');
  if (!row) throw new Error('no row');
  const outcomes = await outcomesOf({
    ...row,
    ask: async ({ house, project }) => withOpenRoute(house).request(`/api/projects/${project}/secrets`),
  });
  expect(outcomes).not.toEqual(row.expected);
});

describe('every route does for every caller what the table says', () => {
  test.for(ROWS.map((row) => [row.route, row] as const))('%s', async ([, row]) => {
    expect(await outcomesOf(row)).toEqual(row.expected);
  });
});

const CHANGING = [...new Set(ROWS.map(({ route }) => routeOf(route)))].filter(
  (route) => !route.startsWith('GET '),
);
const FOREIGN_HEADERS: [string, Record<string, string>][] = [
  ['a page of another site', { origin: 'https://evil.example' }],
  ['a page without an origin', { origin: 'null' }],
  ['a browser that calls it cross-site', { 'sec-fetch-site': 'cross-site' }],
  ['a browser that calls it same-site', { 'sec-fetch-site': 'same-site' }],
];
const FORM_TYPES = [
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'TEXT/PLAIN;charset=utf-8',
];

describe('no other site changes anything', () => {
  test.for(CHANGING)('%s', async (route) => {
    const { people, project } = await aWorld();
    const [method = '', pattern = ''] = route.split(' ');
    const path = pattern.replace(':doc', `p:${project}`).replace(':id', project);
    for (const caller of CALLERS) {
      const person = people[caller];
      for (const [who, headers] of FOREIGN_HEADERS) {
        const answer = await person.ask(method, path, { json: {}, headers });
        expect([who, answer.status, await faultOf(answer)]).toEqual([who, 403, 'foreign_origin']);
      }
      for (const type of FORM_TYPES) {
        const answer = await person.ask(method, path, { json: {}, headers: { 'content-type': type } });
        expect([type, answer.status]).toEqual([type, 400]);
        expect(await answer.json()).toMatchObject({ fault: { code: 'bad_input', field: 'content-type' } });
      }
    }
  });
});
