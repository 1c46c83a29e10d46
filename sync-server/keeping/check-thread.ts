import { workerData } from 'node:worker_threads';
import { s3BlobsIn } from '../blobs/open-blobs.ts';
import type { Database } from '../database/database.ts';
import { openReader } from '../database/libsql-driver.ts';
import { sql } from '../database/sql.ts';
import { sqlErrorCode } from '../database/sql-error.ts';
import { answerFromThread } from './answer-thread.ts';
import { checkContents, listNamedContents, type NamedContent } from './check-contents.ts';
import type { CheckOrder } from './check-data.ts';
import { checkDocs } from './check-docs.ts';
import { checkJobs } from './check-jobs.ts';
import { checkObjects } from './check-objects.ts';
import { checkFeeds, checkProjects } from './check-projects.ts';
import { checkShots } from './check-shots.ts';
import { checkUploads } from './check-uploads.ts';
import type { CheckReport, Problem } from './problem.ts';
import { readingDatabase } from './reading-database.ts';

const PROBLEMS_SHOWN_MAX = 200;
const STRUCTURE_PROBLEMS_MAX = 20;

// Sent by check-data.ts, and by nobody else.
const order = workerData as CheckOrder;
await answerFromThread(() => checkEverything(order));

async function checkEverything({
  databaseUrl,
  dataDir,
  s3,
  isContentRead = false,
}: CheckOrder): Promise<CheckReport> {
  const connection = openReader(databaseUrl);
  await using database = readingDatabase(connection);
  const counts = { docs: 0, rows: 0, projects: 0, feeds: 0, blobs: 0, unnamedBlobs: 0 };
  let named: NamedContent[] = [];
  const problems: Problem[] = [];
  const take = ({ problems: found, ...counted }: Partial<typeof counts> & { problems: Problem[] }) => {
    problems.push(...found);
    Object.assign(counts, counted);
  };
  try {
    // One moment of everything: writes that come meanwhile are not seen.
    connection.read(sql('BEGIN'));
    take({ problems: await checkStructure(database) });
    take(await checkDocs(database));
    take(await checkProjects(database));
    take({ problems: await checkShots(database) });
    take(await checkFeeds(database));
    take({ problems: await checkJobs(database) });
    take({ problems: await checkUploads(database, dataDir) });
    named = await listNamedContents(database);
    connection.read(sql('ROLLBACK'));
  } catch (error) {
    if (!/^SQLITE_(CORRUPT|NOTADB)/.test(sqlErrorCode(error))) throw error;
    take({ problems: [{ kind: 'database', subject: '', detail: String(error) }] });
  }
  const elsewhere = s3 && s3BlobsIn(dataDir, s3);
  take(
    await (elsewhere
      ? checkObjects(named, elsewhere, { isRead: isContentRead })
      : checkContents(named, dataDir)),
  );
  const shown = problems.slice(0, PROBLEMS_SHOWN_MAX);
  return { ...counts, repaired: 0, problems: shown, problemCount: problems.length };
}

async function checkStructure(database: Database): Promise<Problem[]> {
  const found = await database.read(sql(`PRAGMA integrity_check(${STRUCTURE_PROBLEMS_MAX})`));
  const orphans = await database.read(
    sql('SELECT "table" AS name, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1'),
  );
  return [
    ...found
      .filter((row) => row.integrity_check !== 'ok')
      .map((row) => ({ kind: 'database' as const, subject: '', detail: String(row.integrity_check) })),
    ...orphans.map(({ name, n }) => ({
      kind: 'foreign_key' as const,
      subject: String(name),
      detail: `${n} rows belong to nothing`,
    })),
  ];
}
