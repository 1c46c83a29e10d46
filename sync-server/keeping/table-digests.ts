import { createHash, type Hash } from 'node:crypto';
import type { Connection } from '../database/libsql-driver.ts';
import { rowsOf, type SqlValue, sql } from '../database/sql.ts';
import type { TableDigest } from './manifest.ts';

/** A restored server begins another history, so its name for it is no part of what is compared. */
const LEFT_OUT: Record<string, string> = { server_state: "WHERE key <> 'epoch'" };

/** Every table with the number and the hash of its rows, in the order of their keys. */
export function digestTables(connection: Connection): TableDigest[] {
  const tables = rowsOf(
    connection.read(
      sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"),
    ),
  );
  return tables.map(({ name }) => digestTable(connection, String(name)));
}

function digestTable(connection: Connection, name: string): TableDigest {
  const hash = createHash('sha256');
  let rows = 0;
  const order = orderOf(connection, name);
  for (const row of connection.iterate(
    sql(`SELECT * FROM ${quoted(name)} ${LEFT_OUT[name] ?? ''} ORDER BY ${order}`),
  )) {
    rows++;
    for (const value of row) addValue(hash, value);
  }
  return { name, rows, sha256: hash.digest('hex') };
}

function orderOf(connection: Connection, name: string): string {
  const columns = rowsOf(connection.read(sql('SELECT name, pk FROM pragma_table_info(?)', name)));
  const keys = columns.filter(({ pk }) => Number(pk) > 0);
  return (keys.length > 0 ? keys : columns).map((column) => quoted(String(column.name))).join(', ');
}

/** With its type and length, so that no two rows can run into the same bytes. */
function addValue(hash: Hash, value: SqlValue): void {
  if (value instanceof Uint8Array) hash.update(`b${value.byteLength}:`).update(value);
  else if (typeof value === 'string') hash.update(`t${Buffer.byteLength(value)}:`).update(value);
  else hash.update(value === null ? 'n:' : `i${value}:`);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
