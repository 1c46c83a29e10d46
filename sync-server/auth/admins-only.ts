import { createMiddleware } from 'hono/factory';
import { refuse } from '../http/respond.ts';
import type { SignedInEnv } from './signed-in.ts';

/** Before anything else is looked at: who is no admin learns nothing, not even which ids there are. */
export const adminsOnly = createMiddleware<SignedInEnv>(async (c, next) => {
  if (c.var.principal.role !== 'admin') return refuse(c, { code: 'forbidden' });
  return next();
});
