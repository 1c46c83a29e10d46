import { createMiddleware } from 'hono/factory';
import type { Principal } from '../auth/principal.ts';
import { withRequestId } from '../log/request-scope.ts';
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import type { Log, Random } from '../ports.ts';

const ID_BYTES = 9;

type TracePorts = { log: Log; random: Random; metrics: ServerMetrics };
/** A stranger has no principal: the guard sets it further in. */
type TracedEnv = { Variables: { principal: Principal | undefined } };

/** Gives a request its number, which stands in the answer and in everything logged for it. Never taken from outside. */
export function requestTrace({ log, random, metrics }: TracePorts) {
  return createMiddleware<TracedEnv>(async (c, next) => {
    const id = Buffer.from(random.bytes(ID_BYTES)).toString('base64url');
    const startedMs = performance.now();
    await withRequestId(id, async () => {
      await next();
      const { status } = c.res;
      const ms = performance.now() - startedMs;
      metrics.answered(status, ms);
      const { method, path } = c.req;
      log.debug('request', { method, path, status, ms: Math.round(ms) });
      // What is there but not for this person is answered with 404, so both may be somebody trying doors.
      const user = c.get('principal')?.user;
      if (status === 403 || (status === 404 && user))
        log.warn('access_refused', { method, path, status, user });
    });
    c.res.headers.set('X-Request-Id', id);
  });
}
