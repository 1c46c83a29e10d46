import { Hono } from 'hono';
import { type HouseBudget, HouseCapBody } from '#shared/jobs/house-budget.ts';
import { adminsOnly } from '../auth/admins-only.ts';
import type { SignedInEnv } from '../auth/signed-in.ts';
import type { Core } from '../core.ts';
import { jsonBody } from '../http/json-body.ts';
import { valid } from '../http/valid.ts';
import { houseCapStatements, readHouseBudget } from './house-budget.ts';
import { serverDay } from './server-day.ts';

/** What the house may spend in a day, and where it went. */
export function houseBudgetRoutes({ database, clock, log }: Pick<Core, 'database' | 'clock' | 'log'>) {
  const read = (user: Parameters<typeof readHouseBudget>[1]['user']): Promise<HouseBudget> =>
    readHouseBudget(database, { day: serverDay(clock.nowMs()), user });
  return new Hono<SignedInEnv>()
    .get('/api/budget', adminsOnly, async (c) => c.json(await read(c.var.principal.user), 200))
    .patch('/api/budget', adminsOnly, jsonBody, valid('json', HouseCapBody), async (c) => {
      const { daily } = c.req.valid('json');
      const { user } = c.var.principal;
      await database.write(houseCapStatements(daily));
      log.info('house_cap_set', { user, daily });
      return c.json(await read(user), 200);
    });
}
