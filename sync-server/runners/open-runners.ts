import type { AuthContext } from '../auth/auth-context.ts';
import { openBlobs } from '../blobs/open-blobs.ts';
import type { Config } from '../config.ts';
import type { Core } from '../core.ts';
import { Vault } from '../secrets/vault.ts';
import type { RunnerContext } from './runner-context.ts';
import { RunnersHere } from './runners-here.ts';
import { EventPace } from './take-events.ts';

/** What runners need of the house, and what ends their waiting. */
export async function openRunners({
  core,
  auth,
  config,
}: {
  core: Core;
  auth: AuthContext;
  config: Pick<Config, 'dataDir' | 's3' | 'arePlainRunnersAllowed' | 'secretFile' | 'accounts'>;
}): Promise<RunnerContext & { stop(): void }> {
  const stopping = new AbortController();
  return {
    core,
    auth,
    here: new RunnersHere(core),
    pace: new EventPace(),
    accounts: config.accounts,
    vault: new Vault({ file: config.secretFile, random: core.random }),
    ...(await openBlobs(config, core.log)),
    arePlainRunnersAllowed: config.arePlainRunnersAllowed,
    stopping: stopping.signal,
    stop: () => stopping.abort(),
  };
}
