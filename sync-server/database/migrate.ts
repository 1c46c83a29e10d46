import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { rowsOf, type SqlDriver, type SqlRow, type Statement, sql } from './sql.ts';

const FOLDER = new URL('../../migrations/', import.meta.url);
/** «RSKD»: tells our file from any other SQLite file. */
const APPLICATION_ID = 0x52534b44;

export type Migration = { version: number; name: string; text: string; sha256: string };

export class MigrationError extends Error {}

export async function listMigrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, FOLDER), 'utf8');
      return {
        version: Number(name.slice(0, 4)),
        name,
        text,
        sha256: createHash('sha256').update(text).digest('hex'),
      };
    }),
  );
}

/** Brings the database to the newest version; refuses one that a newer program has written. */
export async function migrate(driver: SqlDriver, migrations: Migration[]): Promise<void> {
  const [id] = await read(driver, 'PRAGMA application_id');
  const [tables] = await read(driver, "SELECT count(*) AS n FROM sqlite_master WHERE type = 'table'");
  const isEmpty = tables?.n === 0;
  if (!isEmpty && id?.application_id !== APPLICATION_ID) throw new MigrationError('not_ours');
  const applied = isEmpty ? [] : await read(driver, 'SELECT version, sha256 FROM schema_migrations');
  const newest = migrations.at(-1)?.version ?? 0;
  if (applied.some((row) => Number(row.version) > newest)) throw new MigrationError('newer');

  if (isEmpty) await driver.commit(foundation());
  const done = new Map(applied.map((row) => [Number(row.version), row.sha256]));
  for (const migration of migrations) {
    const known = done.get(migration.version);
    if (known === undefined) await driver.commit(stepsOf(migration));
    else if (known !== migration.sha256) throw new MigrationError('edited');
  }
}

async function read(driver: SqlDriver, text: string): Promise<SqlRow[]> {
  return rowsOf(await driver.read(sql(text)));
}

function foundation(): Statement[] {
  return [
    sql(`PRAGMA application_id = ${APPLICATION_ID}`),
    sql(`CREATE TABLE schema_migrations (
      version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL
    ) STRICT`),
  ];
}

function stepsOf({ version, name, text, sha256 }: Migration): Statement[] {
  return [
    ...splitStatements(text).map((statement) => sql(statement)),
    sql('INSERT INTO schema_migrations (version, name, sha256) VALUES (?, ?, ?)', version, name, sha256),
  ];
}

/** Splits at semicolons that end a line, except inside BEGIN … END of a trigger. */
export function splitStatements(text: string): string[] {
  const statements: string[] = [];
  let current: string[] = [];
  let inTrigger = false;
  for (const line of text.split('\n')) {
    if (current.length === 0 && (line.trim() === '' || line.startsWith('--'))) continue;
    current.push(line);
    if (/^BEGIN$/.test(line)) inTrigger = true;
    const code = line.replace(/--.*$/, '');
    const ends = inTrigger ? /^END;$/.test(line) : /;\s*$/.test(code);
    if (!ends) continue;
    statements.push(current.join('\n'));
    current = [];
    inTrigger = false;
  }
  if (current.length > 0) throw new Error('a migration must end with a semicolon');
  return statements;
}
