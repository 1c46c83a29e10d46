// Hocuspocus with its database extension over node:sqlite: WAL and synchronous=FULL, the same durability as ours.
// HOCUSPOCUS_DEBOUNCE=0 is the variant that stores on every change; without it all settings are the stock ones.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Database } from '@hocuspocus/extension-database';
import { Server } from '@hocuspocus/server';

const sqlite = new DatabaseSync(join(process.env.BENCH_DATA, 'hocuspocus.db'));
sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
sqlite.exec('CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT');
const select = sqlite.prepare('SELECT data FROM documents WHERE name = ?');
const upsert = sqlite.prepare(
  'INSERT INTO documents (name, data) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET data = excluded.data',
);

const debounce = process.env.HOCUSPOCUS_DEBOUNCE;
const server = new Server({
  port: Number(process.env.PORT ?? 0),
  address: '127.0.0.1',
  quiet: true,
  ...(debounce === undefined ? {} : { debounce: Number(debounce), maxDebounce: Number(debounce) }),
  extensions: [
    new Database({
      fetch: async ({ documentName }) => select.get(documentName)?.data ?? null,
      store: async ({ documentName, state }) => void upsert.run(documentName, state),
    }),
  ],
});
await server.listen();
const { version } = createRequire(import.meta.url)('./node_modules/@hocuspocus/server/package.json');
console.log(`hocuspocus ${version} http://127.0.0.1:${server.address.port}`);
