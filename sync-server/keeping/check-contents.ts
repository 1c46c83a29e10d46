import { join } from 'node:path';
import { Sha256 } from '../blobs/blob-store.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { listBlobs } from './blob-files.ts';
import { factsOfFile } from './durable-file.ts';
import type { Problem } from './problem.ts';

/** Content that rows name: what it is, for whoever has to find it elsewhere. */
export type NamedContent = { sha256: string; sizeBytes: number; what: string; source: string | undefined };

/** Read before the files: a blob is there before any row names it. */
export async function listNamedContents(database: Database): Promise<NamedContent[]> {
  const originals = await database.read(
    sql(`SELECT a.sha256, a.size_bytes, a.id, a.shot, p.id AS project, p.name, count(*) AS n
      FROM assets a JOIN projects p ON p.id = a.project GROUP BY a.sha256 ORDER BY a.sha256`),
  );
  const renditions = await database.read(
    sql('SELECT sha256, size_bytes, source, name FROM renditions ORDER BY source, name'),
  );
  return [
    ...originals.map(({ sha256, size_bytes, id, shot, project, name, n }) => ({
      sha256: String(sha256),
      sizeBytes: Number(size_bytes),
      what: `the original of asset ${id}, shot ${shot}, project ${project} «${name}»${Number(n) > 1 ? `, and ${Number(n) - 1} more` : ''}`,
      source: undefined,
    })),
    ...renditions.map(({ sha256, size_bytes, source, name }) => ({
      sha256: String(sha256),
      sizeBytes: Number(size_bytes),
      what: `${name} of ${source}`,
      source: String(source),
    })),
  ];
}

export type Contents = { blobs: number; unnamedBlobs: number; problems: Problem[] };

/**
 * Every blob holds what it is named after, and what rows name is there. Smaller forms are made again from an original that
 * is sound; a lost original is only named.
 */
export async function checkContents(named: NamedContent[], dataDir: string): Promise<Contents> {
  const names = new Set(named.map(({ sha256 }) => sha256));
  const sound = new Set<string>();
  const damaged = new Map<string, string>();
  const counts = { blobs: 0, unnamedBlobs: 0 };
  const problems: Problem[] = [];
  for await (const path of listBlobs(dataDir)) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const held = await contentOf(join(dataDir, path));
    // Thrown away since the folder was listed.
    if (held === undefined) continue;
    counts.blobs++;
    const isNamed = names.has(name) && path === pathOf(name);
    if (!isNamed) counts.unnamedBlobs++;
    if (held === name && path === pathOf(name)) sound.add(name);
    else if (isNamed) damaged.set(name, `holds ${held}`);
    else if (held !== name) problems.push({ kind: 'blob', subject: path, detail: `holds ${held}` });
  }
  return { ...counts, problems: [...problems, ...problemsOf(named, { sound, damaged })] };
}

/** What is not sound of all that rows name. */
export function problemsOf(
  named: NamedContent[],
  { sound, damaged }: { sound: ReadonlySet<string>; damaged: ReadonlyMap<string, string> },
): Problem[] {
  return named.flatMap(({ sha256, sizeBytes, what, source }) => {
    if (sound.has(sha256)) return [];
    const isMendable = source !== undefined && sound.has(source);
    return {
      kind: 'blob' as const,
      subject: pathOf(sha256),
      detail: `${damaged.get(sha256) ?? 'is missing'} (${sizeBytes} bytes): ${what}`,
      ...(isMendable ? { repair: { kind: 'renditions' as const, source: Sha256.parse(source) } } : {}),
    };
  });
}

function pathOf(sha256: string): string {
  return join('blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
}

/** The hash of what a file holds; nothing when there is none. */
async function contentOf(path: string): Promise<string | undefined> {
  try {
    return (await factsOfFile(path)).sha256;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    return `what cannot be read (${error})`;
  }
}
