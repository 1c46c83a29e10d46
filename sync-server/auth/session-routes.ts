import { Hono } from 'hono';
import { z } from 'zod';
import { ChangePasswordBody, type SessionsAnswer } from '#shared/account/people.ts';
import { jsonBody } from '../http/json-body.ts';
import { factsOf } from '../http/request-facts.ts';
import { refuse } from '../http/respond.ts';
import { valid } from '../http/valid.ts';
import type { AuthContext } from './auth-context.ts';
import { changePassword } from './change-password.ts';
import { clearSessionCookie, setSessionCookie } from './session-cookie.ts';
import type { SignedInEnv } from './signed-in.ts';

const SessionParam = z.object({ id: z.string().max(64) });

/** What a signed-in user does with his own sessions and password. */
export function sessionRoutes(context: AuthContext) {
  const { sessions, source } = context;
  return new Hono<SignedInEnv>()
    .get('/api/sessions', async (c) => {
      const { user, session } = c.var.principal;
      const found = await sessions.list(user);
      const answer: SessionsAnswer = {
        sessions: found.map(({ id, createdAt, renewedAt, userAgent }) => {
          return { id, createdAt, lastSeenAt: renewedAt, userAgent, isThis: id === session };
        }),
      };
      return c.json(answer, 200);
    })
    .delete('/api/sessions', async (c) => {
      await sessions.revokeSessionsOf(c.var.principal.user, c.var.principal.session);
      return c.body(null, 204);
    })
    .delete('/api/sessions/:id', valid('param', SessionParam), async (c) => {
      const { id } = c.req.valid('param');
      const { user, session } = c.var.principal;
      const own = await sessions.list(user);
      if (!own.some((other) => other.id === id)) return refuse(c, { code: 'session_not_found' });
      await sessions.revokeSession(id);
      if (id === session) clearSessionCookie(c, source);
      return c.body(null, 204);
    })
    .post('/api/me/password', jsonBody, valid('json', ChangePasswordBody), async (c) => {
      const address = source.addressOf(factsOf(c));
      const changed = await changePassword(context, c.var.principal, { ...c.req.valid('json'), address });
      if (!changed.ok) return refuse(c, changed.fault);
      setSessionCookie(c, source, changed.value.token);
      return c.body(null, 204);
    });
}
