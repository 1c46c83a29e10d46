import { Hono } from 'hono';
import type { SignedInEnv } from '../auth/signed-in.ts';
import { type DemoContext, ensureDemoProject } from './demo-project.ts';

type Context = DemoContext & { ring(feed: string, seq: number): void };

/** Says which project is the caller's demo, and makes it when there is none in use. */
export function demoRoutes(context: Context) {
  return new Hono<SignedInEnv>().post('/api/projects/demo', async (c) => {
    const { id, feedRows } = await ensureDemoProject(context, c.var.principal.user);
    for (const { feed, seq } of feedRows) context.ring(feed, seq);
    return c.json({ id }, 201);
  });
}
