import { Hono } from 'hono';

/** Whether the server can do its work right now: write to its database, on a disk with room. */
export type Health = { isReady(): Promise<boolean> };

/** Without details: they are for whoever reads the log. */
export function healthRoutes(health: Health) {
  return new Hono()
    .get('/healthz', (c) => c.json({ ok: true }, 200))
    .get('/readyz', async (c) => {
      const ok = await health.isReady();
      return c.json({ ok }, ok ? 200 : 503);
    });
}
