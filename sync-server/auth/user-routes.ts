import { Hono } from 'hono';
import { z } from 'zod';
import { EditUserBody, NewUserBody, SetPasswordBody, type UsersAnswer } from '#shared/account/people.ts';
import { UserId } from '#shared/ids.ts';
import { jsonBody } from '../http/json-body.ts';
import { refuse } from '../http/respond.ts';
import { valid } from '../http/valid.ts';
import { adminsOnly } from './admins-only.ts';
import type { AuthContext } from './auth-context.ts';
import type { SignedInEnv } from './signed-in.ts';
import { createUser, editUser, listUsers, resetPassword } from './users.ts';

const UserParam = z.object({ id: UserId });

export function userRoutes(context: AuthContext) {
  return new Hono<SignedInEnv>()
    .get('/api/users', adminsOnly, async (c) =>
      c.json({ users: await listUsers(context.database) } satisfies UsersAnswer, 200),
    )
    .post('/api/users', adminsOnly, jsonBody, valid('json', NewUserBody), async (c) => {
      const made = await createUser(context, c.req.valid('json'));
      return made.ok ? c.json(made.value, 201) : refuse(c, made.fault);
    })
    .patch(
      '/api/users/:id',
      adminsOnly,
      valid('param', UserParam),
      jsonBody,
      valid('json', EditUserBody),
      async (c) => {
        const edited = await editUser(context, c.req.valid('param').id, c.req.valid('json'));
        return edited.ok ? c.json(edited.value, 200) : refuse(c, edited.fault);
      },
    )
    .post(
      '/api/users/:id/password',
      adminsOnly,
      valid('param', UserParam),
      jsonBody,
      valid('json', SetPasswordBody),
      async (c) => {
        const { password } = c.req.valid('json');
        const changed = await resetPassword(context, c.req.valid('param').id, password);
        return changed.ok ? c.body(null, 204) : refuse(c, changed.fault);
      },
    );
}
