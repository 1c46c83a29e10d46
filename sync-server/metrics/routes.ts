import { Hono } from 'hono';
import type { Config } from '../config.ts';
import { factsOf } from '../http/request-facts.ts';
import { refuse } from '../http/respond.ts';
import { metricsAccessOf } from './may-read-metrics.ts';
import type { ServerMetrics } from './server-metrics.ts';

const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

export function metricsRoutes(metrics: ServerMetrics, config: Config) {
  const accessOf = metricsAccessOf(config);
  return new Hono().get('/metrics', (c) => {
    const access = accessOf(factsOf(c));
    if (access !== 'granted') return refuse(c, { code: access });
    return c.body(metrics.registry.text(), 200, {
      'content-type': OPEN_METRICS,
      'cache-control': 'no-store',
    });
  });
}
