import type { AuthContext } from '../auth/auth-context.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Uploads } from '../blobs/uploads.ts';
import type { Config } from '../config.ts';
import type { Core } from '../core.ts';
import type { Vault } from '../secrets/vault.ts';
import type { RunnersHere } from './runners-here.ts';
import type { EventPace } from './take-events.ts';

/** What the routes of runners need of the house. */
export type RunnerContext = {
  core: Core;
  auth: Pick<AuthContext, 'rateLimiter' | 'source'>;
  here: RunnersHere;
  pace: EventPace;
  /** Whoever waits for work is sent away when the server stops. */
  stopping: AbortSignal;
  /** Opens the keys that orders need. */
  vault: Vault;
  /** What the operator says of accounts in the settings of the server. */
  accounts: Config['accounts'];
  blobs: BlobStore;
  uploads: Uploads;
  /** Whether runners of other machines may come without TLS. */
  arePlainRunnersAllowed: boolean;
};
