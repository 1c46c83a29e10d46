import { Hono } from 'hono';
import { z } from 'zod';
import { ProjectId } from '#shared/ids.ts';
import type { UnownedAnswer } from '#shared/projects/unowned-project.ts';
import { adminsOnly } from '../auth/admins-only.ts';
import type { SignedInEnv } from '../auth/signed-in.ts';
import { refuse } from '../http/respond.ts';
import { valid } from '../http/valid.ts';
import type { MemberContext } from './members.ts';
import { listUnowned, takeOver } from './unowned-projects.ts';

const ProjectParam = z.object({ id: ProjectId });

/** Projects whose owners were all disabled; only an admin sees and takes them. */
export function unownedRoutes(context: MemberContext) {
  return new Hono<SignedInEnv>()
    .get('/api/projects/unowned', adminsOnly, async (c) =>
      c.json({ projects: await listUnowned(context) } satisfies UnownedAnswer, 200),
    )
    .post('/api/projects/:id/take-over', adminsOnly, valid('param', ProjectParam), async (c) => {
      const taken = await takeOver(context, c.req.valid('param').id, c.var.principal.user);
      return taken.ok ? c.body(null, 204) : refuse(c, taken.fault);
    });
}
