import { Hono } from 'hono';
import * as z from 'zod/mini';
import { RunnerId } from '#shared/jobs/job.ts';
import { EditRunnerBody, type RunnersAnswer } from '#shared/runner/protocol.ts';
import { adminsOnly } from '../auth/admins-only.ts';
import type { SignedInEnv } from '../auth/signed-in.ts';
import { jsonBody } from '../http/json-body.ts';
import { refuse } from '../http/respond.ts';
import { valid } from '../http/valid.ts';
import { endLeasesOf } from './hello.ts';
import { makePairingCode } from './pair.ts';
import { presentRunner } from './present.ts';
import type { RunnerContext } from './runner-context.ts';
import { editStatements, findRunner, listRunners, revokeStatement } from './store.ts';

const RunnerParam = z.object({ id: RunnerId });

/** What the pages do with runners. Everybody sees who does the work; an admin says who may. */
export function runnerRoutes(context: RunnerContext) {
  const { core, here } = context;
  const { database, clock, log } = core;
  return new Hono<SignedInEnv>()
    .get('/api/runners', async (c) => {
      const runners = (await listRunners(database)).map((runner) => presentRunner(runner, here));
      return c.json({ runners } satisfies RunnersAnswer, 200);
    })
    .post('/api/runners/codes', adminsOnly, async (c) => {
      const made = await makePairingCode(core, c.var.principal.user);
      return made.ok ? c.json(made.value, 201) : refuse(c, made.fault);
    })
    .patch(
      '/api/runners/:id',
      adminsOnly,
      valid('param', RunnerParam),
      jsonBody,
      valid('json', EditRunnerBody),
      async (c) => {
        const { id } = c.req.valid('param');
        await database.write(editStatements(id, c.req.valid('json')));
        const runner = await findRunner(database, id);
        if (!runner) return refuse(c, { code: 'runner_not_found' });
        // One that was paused may be waiting for work.
        core.jobs.dispatcher.wake();
        return c.json(presentRunner(runner, here), 200);
      },
    )
    .delete('/api/runners/:id', adminsOnly, valid('param', RunnerParam), async (c) => {
      const { id } = c.req.valid('param');
      const [revoked] = await database.write([revokeStatement(id, clock.nowMs())]);
      if (revoked?.rows.length !== 1) return refuse(c, { code: 'runner_not_found' });
      log.info('runner_revoked', { runner: id, user: c.var.principal.user });
      await endLeasesOf(context, id);
      core.jobs.dispatcher.wake();
      return c.body(null, 204);
    });
}
