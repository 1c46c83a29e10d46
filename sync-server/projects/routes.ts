import { Hono } from 'hono';
import { z } from 'zod';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { TITLE_MAX_CHARS } from '#shared/documents/limits.ts';
import { cleanTitle } from '#shared/documents/plain-text.ts';
import { ProjectId } from '#shared/ids.ts';
import { ProjectRecord } from '#shared/projects/project-record.ts';
import { createUlid } from '#shared/ulid.ts';
import type { SignedInEnv } from '../auth/signed-in.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import type { Rooms } from '../documents/rooms.ts';
import { jsonBody } from '../http/json-body.ts';
import { refuse } from '../http/respond.ts';
import { valid } from '../http/valid.ts';
import type { Clock, Random } from '../ports.ts';
import { findRole } from './access.ts';
import { createProjectStatements, firstIndexStatements } from './create-project.ts';
import { userFeed } from './project-feed.ts';
import { projectView } from './view.ts';

export type ProjectContext = {
  database: Database;
  rooms: Rooms;
  clock: Clock;
  random: Random;
  ring(feed: string, seq: number): void;
};

const NewProject = z.object({
  name: z.string().max(TITLE_MAX_CHARS).transform(cleanTitle).pipe(z.string().min(1)),
});
const ProjectParam = z.object({ id: ProjectId });

export function projectRoutes({ database, rooms, clock, random, ring }: ProjectContext) {
  return new Hono<SignedInEnv>()
    .get('/api/projects', async (c) => {
      const rows = await database.read(
        sql(
          "SELECT value FROM feed_rows WHERE feed = ? AND kind = 'project' AND value IS NOT NULL",
          userFeed(c.var.principal.user),
        ),
      );
      const projects = rows.map((row) => ProjectRecord.parse(JSON.parse(String(row.value))));
      return c.json({ projects: projects.sort((a, b) => b.editedAt - a.editedAt) }, 200);
    })
    .post('/api/projects', jsonBody, valid('json', NewProject), async (c) => {
      const nowMs = clock.nowMs();
      const randomByte = () => random.bytes(1)[0] ?? 0;
      const project = ProjectId.parse(createUlid({ nowMs: () => nowMs, randomByte }));
      const made = { project, name: c.req.valid('json').name, user: c.var.principal.user, nowMs };
      const create = createProjectStatements(made);
      const results = await database.write([...create, ...firstIndexStatements(made)]);
      for (const row of results[create.length - 1]?.rows ?? []) ring(String(row.feed), Number(row.seq));
      return c.json({ id: project, name: made.name }, 201);
    })
    .get('/api/projects/:id/view', valid('param', ProjectParam), async (c) => {
      const { id } = c.req.valid('param');
      if (!(await findRole(database, id, c.var.principal.user)))
        return refuse(c, { code: 'project_not_found' });
      const view = await rooms.use(docNameOf({ kind: 'index', project: id }), (room) =>
        projectView(id, room.committed),
      );
      return c.json(view, 200);
    });
}
