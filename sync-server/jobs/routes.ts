import { Hono } from 'hono';
import { z } from 'zod';
import { JobId } from '#shared/jobs/job.ts';
import type { JobLinesAnswer } from '#shared/jobs/job-lines.ts';
import type { SignedInEnv } from '../auth/signed-in.ts';
import type { Database } from '../database/database.ts';
import { refuse } from '../http/respond.ts';
import { valid } from '../http/valid.ts';
import { findRole } from '../projects/access.ts';
import { listLines } from './job-lines.ts';
import { findJob } from './store.ts';

const JobParam = z.object({ id: JobId });

/** The log of a job, for the members of its project. */
export function jobRoutes({ database }: { database: Database }) {
  return new Hono<SignedInEnv>().get('/api/jobs/:id/lines', valid('param', JobParam), async (c) => {
    const job = await findJob(database, c.req.valid('param').id);
    const isReader = job?.project && (await findRole(database, job.project, c.var.principal.user));
    if (!job || !isReader) return refuse(c, { code: 'job_not_found' });
    return c.json({ lines: await listLines(database, job.id) } satisfies JobLinesAnswer, 200);
  });
}
