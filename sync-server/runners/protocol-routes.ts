import { Hono } from 'hono';
import { ClaimRequest, HelloRequest, type PairAnswer, PairRequest } from '#shared/runner/protocol.ts';
import { jsonBody } from '../http/json-body.ts';
import { factsOf } from '../http/request-facts.ts';
import { refuse } from '../http/respond.ts';
import { valid } from '../http/valid.ts';
import { asRunner, type RunnerEnv } from './as-runner.ts';
import { runnerBlobRoutes } from './blob-routes.ts';
import { claimOrder } from './claim-order.ts';
import { sayHello } from './hello.ts';
import { lentJobRoutes } from './job-routes.ts';
import { pairRunner } from './pair.ts';
import type { RunnerContext } from './runner-context.ts';

/** `/runner/v1`, as `shared/runner/protocol.ts` tells it. */
export function runnerProtocolRoutes(context: RunnerContext) {
  return new Hono<RunnerEnv>()
    .post('/runner/v1/pair', jsonBody, valid('json', PairRequest), async (c) => {
      const paired = await pairRunner(context, c.req.valid('json'), factsOf(c));
      return paired.ok ? c.json(paired.value satisfies PairAnswer, 201) : refuse(c, paired.fault);
    })
    .use('/runner/v1/*', asRunner(context))
    .post('/runner/v1/hello', jsonBody, valid('json', HelloRequest), async (c) => {
      const met = await sayHello(context, c.get('runner'), c.req.valid('json'));
      return met.ok ? c.json(met.value, 200) : refuse(c, met.fault);
    })
    .post('/runner/v1/claim', jsonBody, valid('json', ClaimRequest), async (c) => {
      const signal = AbortSignal.any([c.req.raw.signal, context.stopping]);
      const order = await claimOrder(context, c.get('runner'), {
        ...c.req.valid('json'),
        isPaused: c.get('isPaused'),
        isLocal: c.get('isLocal'),
        signal,
      });
      return order ? c.json(order, 200) : c.body(null, 204);
    })
    .route('/', lentJobRoutes(context))
    .route('/', runnerBlobRoutes(context))
    .all('/runner/v1/*', (c) => refuse(c, { code: 'not_found' }));
}
