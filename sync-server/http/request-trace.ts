import { createMiddleware } from 'hono/factory';
import { withRequestId } from '../log/request-scope.ts';
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import type { Log, Random } from '../ports.ts';

const ID_BYTES = 9;

type TracePorts = { log: Log; random: Random; metrics: ServerMetrics };

/** Gives a request its number, which stands in the answer and in everything logged for it. Never taken from outside. */
export function requestTrace({ log, random, metrics }: TracePorts) {
  return createMiddleware(async (c, next) => {
    const id = Buffer.from(random.bytes(ID_BYTES)).toString('base64url');
    const startedMs = performance.now();
    await withRequestId(id, async () => {
      await next();
      const ms = performance.now() - startedMs;
      const { status } = c.res;
      metrics.answered(status, ms);
      log.debug('request', { method: c.req.method, path: c.req.path, status, ms: Math.round(ms) });
    });
    c.header('X-Request-Id', id);
  });
}
