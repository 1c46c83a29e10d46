import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { INCOMING_FOLDER } from '../incoming/incoming-context.ts';
import type { Problem } from './problem.ts';

/**
 * Files of people's own on their way: no part is larger than what was promised, and what is done has its asset. What is merely
 * broken off is ended or thrown away by the server itself.
 */
export async function checkUploads(database: Database, dataDir: string): Promise<Problem[]> {
  const unfinished = await database.read(
    sql('SELECT asset, size_bytes FROM incoming WHERE done_at IS NULL ORDER BY asset'),
  );
  const problems: Problem[] = [];
  for (const { asset, size_bytes } of unfinished) {
    const sizeBytes = await sizeOf(join(dataDir, INCOMING_FOLDER, String(asset)));
    if (sizeBytes > Number(size_bytes))
      problems.push(problemOf(asset, `holds ${sizeBytes} bytes, and ${size_bytes} were promised`));
  }
  const lost = await database.read(
    sql(`SELECT i.asset FROM incoming i WHERE i.done_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM assets a WHERE a.project = i.project AND a.id = i.asset) ORDER BY i.asset`),
  );
  return [...problems, ...lost.map(({ asset }) => problemOf(asset, 'is done, and its asset is missing'))];
}

function problemOf(asset: unknown, detail: string): Problem {
  return { kind: 'upload', subject: String(asset), detail };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}
