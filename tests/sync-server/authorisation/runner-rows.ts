import { PROTOCOL } from '#shared/runner/protocol.ts';
import { aUlid } from '../a-house.ts';
import { aPicture } from '../media/a-picture.ts';
import { IMITATION } from '../runners/a-runner.ts';
import type { World } from './callers.ts';
import {
  behindSession,
  forAdmins,
  forEverybody,
  forRunners,
  forSignedIn,
  get,
  type Outcome,
  type Row,
} from './columns.ts';

/** Content that lies nowhere. */
const NO_SHA256 = '0'.repeat(64);
const hello = {
  protocol: PROTOCOL,
  version: '1',
  kinds: [IMITATION],
  slots: { poll: 1, light: 1, render: 1 },
  tools: {},
};

/** Claims the one job that there is, as the runner of this world. */
async function claimed({ worker }: World): Promise<{ job: string; fence: number }> {
  return (await worker.claim()) ?? { job: '', fence: 0 };
}

function ofLentJob(path: string, json: object, outcome: Outcome): Row {
  return {
    route: `POST /runner/v1/jobs/:job/${path}`,
    expected: forRunners(outcome),
    ask: async (world, caller) => {
      const { job, fence } = await claimed(world);
      return caller.ask('POST', `/runner/v1/jobs/${job}/${path}`, { json: { fence, ...json } });
    },
  };
}

export const RUNNER_ROWS: Row[] = [
  { route: 'GET /api/runners', expected: forSignedIn(200), ask: get('/api/runners') },
  {
    route: 'POST /api/runners/codes',
    expected: forAdmins(201),
    ask: (_, caller) => caller.ask('POST', '/api/runners/codes'),
  },
  {
    route: 'PATCH /api/runners/:id',
    expected: forAdmins(200),
    ask: ({ worker }, caller) =>
      caller.ask('PATCH', `/api/runners/${worker.id}`, { json: { isPaused: true } }),
  },
  {
    route: 'DELETE /api/runners/:id',
    expected: forAdmins(204),
    ask: ({ worker }, caller) => caller.ask('DELETE', `/api/runners/${worker.id}`),
  },
  {
    route: 'GET /media/:sha256/:rendition · of a project',
    expected: behindSession('not_found', 200, 200, 200, 'not_found'),
    ask: async ({ house, project, shot }, caller) => {
      const sha256 = await aPicture(house, { project, shot });
      return caller.ask('GET', `/media/${sha256}/original`);
    },
  },
  {
    route: 'GET /media/:sha256/:rendition · nowhere',
    expected: forSignedIn('not_found'),
    ask: get(`/media/${NO_SHA256}/original`),
  },
  // From another machine, as everybody here, without TLS.
  {
    route: 'POST /runner/v1/pair',
    expected: forEverybody('runner_needs_tls'),
    ask: (_, caller) => caller.ask('POST', '/runner/v1/pair', { json: { code: 'x', name: 'x' } }),
  },
  {
    route: 'POST /runner/v1/hello',
    expected: forRunners(200),
    ask: (_, caller) => caller.ask('POST', '/runner/v1/hello', { json: hello }),
  },
  {
    route: 'POST /runner/v1/claim',
    expected: forRunners(200),
    ask: (_, caller) => caller.ask('POST', '/runner/v1/claim', { json: { kinds: hello.kinds, waitMs: 0 } }),
  },
  {
    route: 'GET /runner/v1/blobs/:sha256',
    expected: forRunners('not_found'),
    ask: get(`/runner/v1/blobs/${NO_SHA256}`),
  },
  {
    route: 'PATCH /runner/v1/blobs/:sha256',
    expected: forRunners('wrong_hash'),
    ask: (_, caller) =>
      caller.ask('PATCH', `/runner/v1/blobs/${NO_SHA256}`, {
        bytes: new Uint8Array(1),
        headers: { 'upload-offset': '0', 'upload-length': '1' },
      }),
  },
  ofLentJob('heartbeat', {}, 200),
  ofLentJob('events', { stage: 'Рисуем' }, 204),
  ofLentJob('call/begin', { call: aUlid() }, 200),
  // None was begun.
  ofLentJob('call/submitted', { call: aUlid(), taskId: 'x', pollAfterMs: 0 }, 'job_refused'),
  ofLentJob('call/still-running', { pollAfterMs: 0 }, 204),
  ofLentJob('call/not-found', { call: aUlid() }, 'job_refused'),
  ofLentJob('complete', { files: [], text: 'Готово' }, 204),
  ofLentJob('fail', { sent: 'no', fault: { code: 'provider_failed' }, retry: 'never' }, 204),
  ofLentJob('park', { fault: { code: 'provider_failed' } }, 204),
  ofLentJob('release', {}, 204),
];
