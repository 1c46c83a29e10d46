import { http } from '#runner/adapters/http/adapter.ts';
import { runway } from '#runner/adapters/runway/adapter.ts';
import { FAL, startFal } from '../../fakes/fal.ts';
import { MIDJOURNEY, startMidjourney } from '../../fakes/midjourney.ts';
import { startRunway } from '../../fakes/runway.ts';
import type { Subject } from './subject.ts';

const FAL_QUEUE: Subject = {
  name: 'the queue of fal, by data alone',
  adapter: http,
  start: startFal,
  wanted: { provider: { definition: FAL }, model: { id: 'fal/fal-ai/flux/dev' } },
  paid: /^POST /,
  told: /^GET .*\/status$/,
  brought: /^GET \/files\//,
  noMoney: { status: 403, body: { detail: 'User is locked. Reason: Exhausted balance.' } },
  result: { files: 1 },
};

const FOUR_PICTURES: Subject = {
  name: 'a reseller of Midjourney, by data alone',
  adapter: http,
  start: startMidjourney,
  wanted: { provider: { definition: MIDJOURNEY }, model: { id: 'mj/imagine' } },
  paid: /^POST /,
  told: /^GET \/api/,
  brought: /^GET \/files\//,
  noMoney: { body: { code: 402, data: null, message: 'insufficient credits' } },
  result: { files: 4 },
};

export const RUNWAY: Subject = {
  name: 'Runway',
  adapter: runway,
  start: startRunway,
  wanted: {
    provider: { definition: { withinS: 2 } },
    model: { id: 'runway/gen4_image' },
  },
  paid: /^POST \/v1\/(text|image)_to/,
  told: /^GET \/v1\/tasks/,
  brought: /^GET \/outputs\//,
  noMoney: { status: 400, body: { error: 'You do not have enough credits to run this task.' } },
  result: { files: 1 },
};

export const SUBJECTS: Subject[] = [FAL_QUEUE, FOUR_PICTURES, RUNWAY];
