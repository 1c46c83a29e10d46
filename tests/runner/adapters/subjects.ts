import { http } from '#runner/adapters/http/adapter.ts';
import { FAL, startFal } from '../../fakes/fal.ts';
import { MIDJOURNEY, startMidjourney } from '../../fakes/midjourney.ts';
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

export const SUBJECTS: Subject[] = [FAL_QUEUE, FOUR_PICTURES];
