import { statfs } from 'node:fs/promises';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import type { Health } from './routes.ts';

const FREE_MIN_BYTES = 64 * 1024 * 1024;

export function createHealth({ database, dataDir }: { database: Database; dataDir: string }): Health {
  return {
    isReady: async () => {
      try {
        const { bavail, bsize } = await statfs(dataDir);
        if (bavail * bsize < FREE_MIN_BYTES) return false;
        await database.write([
          sql(
            "INSERT INTO server_state (key, value) VALUES ('ready', '1') ON CONFLICT (key) DO UPDATE SET value = '1'",
          ),
        ]);
        return true;
      } catch {
        return false;
      }
    },
  };
}
