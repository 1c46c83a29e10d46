import { createMiddleware } from 'hono/factory';
import type { RunnerId } from '#shared/jobs/job.ts';
import type { Database } from '../database/database.ts';
import { refuse } from '../http/respond.ts';
import type { RunnerContext } from './runner-context.ts';
import { findRunnerKey, type RunnerKey } from './store.ts';
import { readToken } from './token.ts';

export type RunnerEnv = { Variables: { runner: RunnerId; isPaused: boolean; isLocal: boolean } };

/** Lets only paired runners pass, by their token alone: the cookie of a person opens nothing here. */
export function asRunner({ core, here }: Pick<RunnerContext, 'core' | 'here'>) {
  return createMiddleware<RunnerEnv>(async (c, next) => {
    const [, shown] = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
    const runner = await findByToken(core.database, shown ?? '');
    if (!runner) return refuse(c, { code: 'runner_unknown' });
    await here.heard(runner.id);
    c.set('runner', runner.id);
    c.set('isPaused', runner.isPaused);
    c.set('isLocal', runner.isLocal);
    return next();
  });
}

export async function findByToken(database: Database, token: string): Promise<RunnerKey | undefined> {
  const read = readToken(token);
  const runner = read && (await findRunnerKey(database, read.id));
  return runner && read.isOf(runner.tokenHash) ? runner : undefined;
}
