import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import type { Problem } from './problem.ts';

/** Whatever a row names lies in the folder, in its size. Read after the rows: a blob is there before any row names it. */
export async function checkContents(database: Database, dataDir: string): Promise<Problem[]> {
  const rows = await database.read(
    sql('SELECT sha256, size_bytes FROM assets UNION SELECT sha256, size_bytes FROM renditions ORDER BY 1'),
  );
  const problems: Problem[] = [];
  for (const row of rows) {
    const sha256 = String(row.sha256);
    const path = join('blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
    const size = await sizeOf(join(dataDir, path));
    if (size === Number(row.size_bytes)) continue;
    const detail = size === undefined ? 'is missing' : `has ${size} bytes and not ${row.size_bytes}`;
    problems.push({ kind: 'blob', subject: path, detail });
  }
  return problems;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined;
  }
}
