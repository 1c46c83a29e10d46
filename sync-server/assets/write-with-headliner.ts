import { docNameOf } from '#shared/documents/doc-name.ts';
import { offerHeadliner } from '#shared/documents/index-doc.ts';
import { readSettings } from '#shared/documents/project-settings.ts';
import type { ProjectId, ShotId, UserId } from '#shared/ids.ts';
import type { Core } from '../core.ts';
import { type Statement, type StatementResult, sql } from '../database/sql.ts';
import { DamagedDocError } from '../documents/doc-log.ts';
import { ringFeeds } from '../jobs/job-context.ts';

type Context = Pick<Core, 'database' | 'rooms' | 'jobs' | 'log'>;

/** What could stand for a shot that has nothing yet. */
export type Offer = { project: ProjectId; shot: ShotId; asset: string };

/**
 * Writes rows that bring something for a shot, and offers it as the headliner in the same transaction: with the document
 * where that can be read, else without it, for content is worth more than its place. The feeds ring.
 */
export async function writeWithHeadliner(
  context: Context,
  { statements, offer, user }: { statements: Statement[]; offer: Offer | undefined; user: UserId | null },
): Promise<StatementResult[]> {
  const isOffered = offer && (await isInUse(context, offer.project));
  const offered = isOffered ? await writeOffered(context, { statements, offer, user }) : undefined;
  if (offered) return offered;
  const results = await context.database.write(statements);
  ringFeeds(context.jobs, results);
  return results;
}

/** Nothing when the index of the project cannot be read. */
async function writeOffered(
  { rooms, log }: Context,
  { statements, offer, user }: { statements: Statement[]; offer: Offer; user: UserId | null },
): Promise<StatementResult[] | undefined> {
  const { project, shot, asset } = offer;
  try {
    const results = await rooms.use(docNameOf({ kind: 'index', project }), (room) =>
      room.change({
        make: (doc) => {
          if (readSettings(doc).firstIsHeadliner) offerHeadliner(doc, shot, asset);
        },
        alongside: statements,
        user,
      }),
    );
    return results.slice(results.length - statements.length);
  } catch (error) {
    if (!(error instanceof DamagedDocError)) throw error;
    log.warn('headliner_not_offered', { asset, reason: error.message });
    return undefined;
  }
}

async function isInUse({ database }: Context, project: ProjectId): Promise<boolean> {
  const row = await database.readOne(
    sql('SELECT trashed_at IS NULL AS is_in_use FROM projects WHERE id = ?', project),
  );
  return Number(row?.is_in_use) === 1;
}
