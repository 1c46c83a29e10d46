import { Mutation } from '#shared/sync/mutation.ts';
import { anAddedShot, aProjectId, aUlid, indexOf, type Person } from '../a-house.ts';
import { GOOD_PASSWORD } from '../auth/an-auth.ts';
import type { Caller, World } from './callers.ts';
import { CATALOGUE_ROWS } from './catalogue-rows.ts';
import {
  behindSession,
  forAdmins,
  forEverybody,
  forMembers,
  forSignedIn,
  get,
  type Outcome,
  type Row,
} from './columns.ts';
import { RUNNER_ROWS } from './runner-rows.ts';
import { UPLOAD_ROWS } from './upload-rows.ts';

const credentials = { login: 'root', password: GOOD_PASSWORD };

async function exported({ people, project }: World): Promise<Uint8Array> {
  return new Uint8Array(
    await (await people.owner.ask('GET', `/api/projects/${project}/export`)).arrayBuffer(),
  );
}

const ROUTES: Row[] = [
  { route: 'GET /healthz', expected: forEverybody(200), ask: get('/healthz') },
  { route: 'GET /readyz', expected: forEverybody(200), ask: get('/readyz') },
  // Without a token they are for this machine alone, and here everybody comes from elsewhere.
  { route: 'GET /metrics', expected: forEverybody('forbidden'), ask: get('/metrics') },
  // The interface itself is open; this house has none built.
  { route: 'GET /*', expected: forEverybody('503'), ask: get('/p/some-project') },
  { route: 'GET /api/openapi.json', expected: forSignedIn(200), ask: get('/api/openapi.json') },

  { route: 'GET /api/setup', expected: forEverybody(200), ask: get('/api/setup') },
  {
    route: 'POST /api/setup',
    expected: forEverybody('setup_closed'),
    ask: (_, caller) => caller.ask('POST', '/api/setup', { json: { code: 'x', ...credentials } }),
  },
  {
    route: 'POST /api/auth/login',
    expected: forEverybody(200),
    ask: (_, caller) => caller.ask('POST', '/api/auth/login', { json: credentials }),
  },
  {
    route: 'POST /api/auth/logout',
    expected: forEverybody(204),
    ask: (_, caller) => caller.ask('POST', '/api/auth/logout'),
  },
  { route: 'GET /api/me', expected: forSignedIn(200), ask: get('/api/me') },
  {
    route: 'POST /api/me/password',
    expected: forSignedIn(204),
    ask: (_, caller) =>
      caller.ask('POST', '/api/me/password', {
        json: { current: GOOD_PASSWORD, next: 'another good phrase' },
      }),
  },
  { route: 'GET /api/sessions', expected: forSignedIn(200), ask: get('/api/sessions') },
  {
    route: 'DELETE /api/sessions',
    expected: forSignedIn(204),
    ask: (_, caller) => caller.ask('DELETE', '/api/sessions'),
  },
  {
    route: "DELETE /api/sessions/:id · another user's",
    expected: forSignedIn('session_not_found'),
    ask: ({ extra }, caller) => caller.ask('DELETE', `/api/sessions/${sessionOf(extra)}`),
  },
  {
    route: 'DELETE /api/sessions/:id · his own',
    expected: forSignedIn(204),
    ask: (_, caller) => caller.ask('DELETE', `/api/sessions/${sessionOf(caller) || 'none'}`),
  },

  { route: 'GET /api/storage', expected: forAdmins(200), ask: get('/api/storage') },
  { route: 'GET /api/budget', expected: forAdmins(200), ask: get('/api/budget') },
  {
    route: 'PATCH /api/budget',
    expected: forAdmins(200),
    ask: (_, caller) => caller.ask('PATCH', '/api/budget', { json: { daily: null } }),
  },
  { route: 'GET /api/users', expected: forAdmins(200), ask: get('/api/users') },
  {
    route: 'POST /api/users',
    expected: forAdmins(201),
    ask: (_, caller) =>
      caller.ask('POST', '/api/users', { json: { login: 'new', password: GOOD_PASSWORD, role: 'admin' } }),
  },
  {
    route: 'PATCH /api/users/:id',
    expected: forAdmins(200),
    ask: ({ extra }, caller) => caller.ask('PATCH', `/api/users/${extra.id}`, { json: { role: 'admin' } }),
  },
  {
    route: 'PATCH /api/users/:id · himself',
    expected: forAdmins('last_admin'),
    ask: (_, caller) => caller.ask('PATCH', `/api/users/${caller.id}`, { json: { role: 'member' } }),
  },
  {
    route: 'POST /api/users/:id/password',
    expected: forAdmins(204),
    ask: ({ extra }, caller) =>
      caller.ask('POST', `/api/users/${extra.id}/password`, { json: { password: 'another good phrase' } }),
  },

  { route: 'GET /api/projects', expected: forSignedIn(200), ask: get('/api/projects') },
  {
    route: 'POST /api/projects',
    expected: forSignedIn(201),
    ask: (_, caller) => caller.ask('POST', '/api/projects', { json: { name: 'Ещё один' } }),
  },
  {
    route: 'POST /api/projects/demo',
    expected: forSignedIn(201),
    ask: (_, caller) => caller.ask('POST', '/api/projects/demo'),
  },
  {
    route: 'GET /api/projects/:id/view',
    expected: forMembers(200, 200, 200),
    ask: get(({ project }) => `/api/projects/${project}/view`),
  },
  {
    route: 'GET /api/projects/:id/pull',
    expected: forMembers(200, 200, 200),
    ask: get(({ project }) => `/api/projects/${project}/pull`),
  },
  {
    route: 'GET /api/projects/:id/export',
    expected: forMembers(200, 200, 200),
    ask: get(({ project }) => `/api/projects/${project}/export`),
  },
  {
    route: 'POST /api/projects/import · a copy',
    expected: forSignedIn(201),
    ask: async (world, caller) =>
      caller.ask('POST', '/api/projects/import', { bytes: await exported(world) }),
  },
  {
    route: 'POST /api/projects/import · merged',
    expected: forMembers('forbidden', 200, 200),
    ask: async (world, caller) =>
      caller.ask('POST', `/api/projects/import?mode=merge&project=${world.project}`, {
        bytes: await exported(world),
      }),
  },
  {
    route: 'POST /api/projects/import/targets',
    expected: forSignedIn(200),
    ask: async ({ house, project }, caller) => {
      const bytes = await house.core.rooms.use(indexOf(project), (room) => room.encodedState());
      return caller.ask('POST', '/api/projects/import/targets', { bytes });
    },
  },
  { route: 'GET /api/projects/unowned', expected: forAdmins(200), ask: get('/api/projects/unowned') },
  {
    route: 'POST /api/projects/:id/take-over · with an owner who can sign in',
    expected: forAdmins('project_not_found'),
    ask: ({ project }, caller) => caller.ask('POST', `/api/projects/${project}/take-over`),
  },
  {
    route: 'POST /api/projects/:id/take-over · nobody can manage it',
    expected: forAdmins(204),
    ask: async ({ people, extra }, caller) => {
      const project = await extra.aProject('Ничей');
      await people.admin.ask('PATCH', `/api/users/${extra.id}`, { json: { disabled: true } });
      return caller.ask('POST', `/api/projects/${project}/take-over`);
    },
  },
  {
    route: 'GET /api/projects/:id/members',
    expected: forMembers(200, 200, 200),
    ask: get(({ project }) => `/api/projects/${project}/members`),
  },
  {
    route: 'POST /api/projects/:id/members',
    expected: forMembers('forbidden', 'forbidden', 200),
    ask: ({ project, extra }, caller) => caller.setMember(project, extra.login, 'owner'),
  },
  {
    route: 'POST /api/projects/:id/members · himself as owner',
    expected: forMembers('forbidden', 'forbidden', 200),
    ask: ({ project }, caller) => caller.setMember(project, caller.login, 'owner'),
  },
  {
    route: 'DELETE /api/projects/:id/members · another',
    expected: forMembers('forbidden', 'forbidden', 200),
    ask: ({ project }, caller) => caller.removeMember(project, 'disabled'),
  },
  {
    route: 'DELETE /api/projects/:id/members · himself',
    expected: forMembers(200, 200, 200),
    ask: ({ project }, caller) => caller.removeMember(project, caller.login),
  },

  {
    route: 'GET /api/docs/:doc/state',
    expected: forMembers(200, 200, 200),
    ask: get(({ project }) => `/api/docs/${indexOf(project)}/state`),
  },
  {
    route: 'POST /api/docs/:doc/push',
    expected: forMembers('forbidden', 200, 200),
    ask: async ({ house, project }, caller) =>
      caller.push(indexOf(project), await anAddedShot(house, project, 'Ночь')),
  },
  { route: 'GET /api/feed', expected: forSignedIn(200), ask: get('/api/feed') },
  {
    route: 'GET /api/projects/:id/feed',
    expected: forMembers(200, 200, 200),
    ask: get(({ project }) => `/api/projects/${project}/feed`),
  },
  { route: 'GET /api/bells', expected: forSignedIn(200), ask: get('/api/bells') },
  ...UPLOAD_ROWS,
  ...CATALOGUE_ROWS,
  { route: 'GET /api/catalogue', expected: forSignedIn(200), ask: get('/api/catalogue') },
  {
    route: 'GET /api/jobs/:id/lines',
    expected: behindSession('job_not_found', 200, 200, 200, 'job_not_found'),
    ask: async (world, caller) => caller.ask('GET', `/api/jobs/${await aJobOf(world)}/lines`),
  },
];

/** A job of the project, made by its owner. */
async function aJobOf(world: World): Promise<string> {
  const made = MUTATIONS['job.create'].of(world);
  await world.people.owner.ask('POST', '/api/mutations', {
    json: [{ id: aUlid(), kind: 'job.create', ...made }],
  });
  return 'job' in made ? String(made.job) : '';
}

/** What each kind of mutation does for each caller; without a session the request itself is refused. */
const MUTATIONS: Record<Mutation['kind'], { expected: Record<Caller, Outcome>; of(world: World): object }> = {
  'project.create': { expected: forSignedIn(200), of: () => ({ project: aProjectId(), name: 'Новый' }) },
  'project.trash': {
    expected: forMembers('forbidden', 'forbidden', 200),
    of: ({ project }) => ({ project }),
  },
  'project.restore': {
    expected: forMembers('forbidden', 'forbidden', 200),
    of: ({ project }) => ({ project }),
  },
  'project.duplicate': {
    expected: forMembers(200, 200, 200),
    of: ({ project }) => ({ project: aProjectId(), from: project, name: 'Копия' }),
  },
  'job.create': {
    expected: forMembers('forbidden', 200, 200),
    of: ({ project, shot }) => ({
      project,
      job: aUlid(),
      work: {
        kind: 'generate',
        project,
        shot,
        prompt: aUlid(),
        take: aUlid(),
        model: 'imitation/image',
        text: 'Рассвет над морем',
        params: {},
      },
      priority: 'interactive',
      agreed: { amount: 0, currency: 'RUB' },
    }),
  },
  'job.frame': {
    expected: forMembers('forbidden', 'asset_not_found', 'asset_not_found'),
    of: ({ project, shot }) => ({
      project,
      job: aUlid(),
      work: { kind: 'frame', project, shot, prompt: aUlid(), take: aUlid(), source: aUlid(), at: 'last' },
    }),
  },
  // Whoever may speak of jobs at all is told that this one is not there.
  'job.cancel': {
    expected: forMembers('forbidden', 'job_not_found', 'job_not_found'),
    of: ({ project }) => ({ project, job: aUlid() }),
  },
  'job.retry': {
    expected: forMembers('forbidden', 'job_not_found', 'job_not_found'),
    of: ({ project }) => ({ project, job: aUlid() }),
  },
  'job.prioritise': {
    expected: forMembers('forbidden', 'job_not_found', 'job_not_found'),
    of: ({ project }) => ({ project, job: aUlid(), priority: 'batch' }),
  },
  'job.decide': {
    expected: forMembers('forbidden', 'job_not_found', 'job_not_found'),
    of: ({ project }) => ({ project, job: aUlid(), call: null, choice: { is: 'go_on' } }),
  },
  'asset.move': {
    expected: forMembers('forbidden', 'asset_not_found', 'asset_not_found'),
    of: ({ project, shot }) => ({ project, assets: [aUlid()], to: shot }),
  },
  'asset.copy': {
    expected: forMembers('forbidden', 'asset_not_found', 'asset_not_found'),
    of: ({ project, shot }) => ({ project, copies: [{ from: aUlid(), id: aUlid(), shot }] }),
  },
  'project.budget': {
    expected: forMembers('forbidden', 'forbidden', 200),
    of: ({ project }) => ({ project, whole: { amount: 1_000_000, currency: 'RUB' }, daily: null }),
  },
};

const MUTATION_KINDS = Mutation.def.options.flatMap(({ shape }): Mutation['kind'][] => shape.kind.def.values);

const MUTATION_ROWS: Row[] = MUTATION_KINDS.map((kind) => {
  const { expected, of } = MUTATIONS[kind];
  return {
    route: `POST /api/mutations · ${kind}`,
    expected,
    ask: (world, caller) =>
      caller.ask('POST', '/api/mutations', { json: [{ id: aUlid(), kind, ...of(world) }] }),
  };
});

export const ROWS: Row[] = [...ROUTES, ...RUNNER_ROWS, ...MUTATION_ROWS];

function sessionOf({ cookie }: Person): string {
  return cookie.replace('rs=', '').split('.')[0] ?? '';
}

/** What an answer comes to. The answer to mutations has a result for each. */
export async function outcomeOf(response: Response): Promise<Outcome> {
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const body = isJson ? await response.json() : undefined;
  if (response.status >= 400) return body?.fault?.code ?? String(response.status);
  const [result] = Array.isArray(body?.results) ? body.results : [];
  return result?.fault?.code ?? response.status;
}

/** Routes of the application without a row, and rows without a route. */
export function findGaps(routes: { method: string; path: string }[], rows: Row[]): string[] {
  const listed = new Set(routes.map(({ method, path }) => `${method} ${path}`));
  const told = new Set(rows.map(({ route }) => routeOf(route)));
  return [
    ...[...listed].filter((route) => !told.has(route) && !GUARDS.includes(route)),
    ...[...told].filter((route) => !listed.has(route)),
  ];
}

export function routeOf(row: string): string {
  return row.split(' · ')[0] ?? '';
}

/** What is listed as a route and answers nothing but refusals. */
const GUARDS = ['ALL /*', 'ALL /api/*', 'ALL /api/uploads/*', 'ALL /media/*', 'ALL /runner/v1/*'];
