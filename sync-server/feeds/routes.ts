import { Hono } from 'hono';
import { z } from 'zod';
import { ProjectId } from '#shared/ids.ts';
import type { FeedAnswer } from '#shared/sync/feed.ts';
import type { SignedInEnv } from '../auth/signed-in.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { refuse } from '../http/respond.ts';
import { valid } from '../http/valid.ts';
import { projectRecordsFeed, RECORD_OF_ROW } from '../jobs/job-feed.ts';
import { findRole } from '../projects/access.ts';
import { userFeed } from '../projects/project-feed.ts';

const PAGE_ROWS = 500;

const Query = z.object({ since: z.coerce.number().int().nonnegative().default(0) });

const ProjectParam = z.object({ id: ProjectId });

export function feedRoutes({ database, epoch }: { database: Database; epoch: string }) {
  return new Hono<SignedInEnv>()
    .get('/api/feed', valid('query', Query), async (c) => {
      const feed = userFeed(c.var.principal.user);
      return c.json(await readFeed(database, epoch, { feed, since: c.req.valid('query').since }), 200);
    })
    .get('/api/projects/:id/feed', valid('param', ProjectParam), valid('query', Query), async (c) => {
      const { id } = c.req.valid('param');
      if (!(await findRole(database, id, c.var.principal.user)))
        return refuse(c, { code: 'project_not_found' });
      const feed = projectRecordsFeed(id);
      return c.json(await readFeed(database, epoch, { feed, since: c.req.valid('query').since }), 200);
    });
}

/** The newest row of each record that changed after `since`. */
async function readFeed(
  database: Database,
  epoch: string,
  { feed, since }: { feed: string; since: number },
): Promise<FeedAnswer> {
  // The head first: what is committed between the two readings then comes again, and is never stepped over.
  const head = await database.readOne(sql('SELECT seq FROM feeds WHERE feed = ?', feed));
  const found = await database.read(
    sql(
      `SELECT seq, kind, id, ${RECORD_OF_ROW} AS value FROM feed_rows WHERE feed = ? AND seq > ? ORDER BY seq LIMIT ?`,
      feed,
      since,
      PAGE_ROWS + 1,
    ),
  );
  const rows = found.slice(0, PAGE_ROWS).map((row) => ({
    seq: Number(row.seq),
    kind: String(row.kind),
    id: String(row.id),
    value: row.value === null ? null : JSON.parse(String(row.value)),
  }));
  const more = found.length > PAGE_ROWS;
  return {
    epoch,
    seq: more ? (rows.at(-1)?.seq ?? since) : Math.max(Number(head?.seq ?? 0), rows.at(-1)?.seq ?? 0),
    more,
    rows,
  };
}
