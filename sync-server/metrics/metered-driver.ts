import type { SqlDriver } from '../database/sql.ts';
import type { ServerMetrics } from './server-metrics.ts';

/** The same driver, with its commits counted. */
export function meteredDriver(driver: SqlDriver, metrics: ServerMetrics): SqlDriver {
  return {
    read: (statement) => driver.read(statement),
    close: () => driver.close(),
    commit: async (statements) => {
      const startedMs = performance.now();
      try {
        const results = await driver.commit(statements);
        metrics.committed(performance.now() - startedMs);
        return results;
      } catch (error) {
        metrics.commitFailed();
        throw error;
      }
    },
  };
}
