import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { ProjectId } from '#shared/ids.ts';
import { type Member, type MembersAnswer, PutMember, RemoveMember } from '#shared/projects/member.ts';
import type { Result } from '#shared/result.ts';
import type { SignedInEnv } from '../auth/signed-in.ts';
import { jsonBody } from '../http/json-body.ts';
import { refuse } from '../http/respond.ts';
import { valid } from '../http/valid.ts';
import { listMembers, type MemberContext, putMember, removeMember } from './members.ts';

const PATH = '/api/projects/:id/members';
const ProjectParam = z.object({ id: ProjectId });

export function memberRoutes(context: MemberContext) {
  return new Hono<SignedInEnv>()
    .get(PATH, valid('param', ProjectParam), async (c) =>
      respond(c, await listMembers(context, { project: c.req.valid('param').id, by: c.var.principal.user })),
    )
    .post(PATH, valid('param', ProjectParam), jsonBody, valid('json', PutMember), async (c) => {
      const request = { project: c.req.valid('param').id, by: c.var.principal.user };
      return respond(c, await putMember(context, request, c.req.valid('json')));
    })
    .delete(PATH, valid('param', ProjectParam), jsonBody, valid('json', RemoveMember), async (c) => {
      const request = { project: c.req.valid('param').id, by: c.var.principal.user };
      return respond(c, await removeMember(context, request, c.req.valid('json').login));
    });
}

function respond(c: Context, result: Result<Member[]>) {
  if (!result.ok) return refuse(c, result.fault);
  return c.json({ members: result.value } satisfies MembersAnswer, 200);
}
