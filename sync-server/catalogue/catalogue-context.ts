import type { Config } from '../config.ts';
import type { Core } from '../core.ts';
import type { Statement, StatementResult } from '../database/sql.ts';
import { CATALOGUE_FEED } from '../feeds/bells.ts';
import type { Vault } from '../secrets/vault.ts';

/** What changes of providers, accounts and models need of the house. */
export type CatalogueContext = {
  core: Pick<Core, 'database' | 'clock' | 'random' | 'log' | 'jobs' | 'bells'>;
  vault: Vault;
  /** Addresses of closed networks that providers may have. */
  allowedOrigins: readonly string[];
  /** What the operator says of accounts in the settings of the server. */
  accounts: Config['accounts'];
};

/** The one way in which rows of the catalogue change: whoever keeps a copy of them is told here. */
export async function changeCatalogue(
  { core }: Pick<CatalogueContext, 'core'>,
  statements: Statement[],
): Promise<StatementResult[]> {
  const results = await core.database.write(statements);
  // A key that has come may be what a runner waits for.
  core.jobs.dispatcher.wake();
  core.bells.ring(CATALOGUE_FEED, core.clock.nowMs());
  return results;
}
