import type { Config, ToldAccount } from '../config.ts';
import { forgetSecret, keepSecret, listSecretStates, openSecrets } from '../secrets/account-secrets.ts';
import { type CatalogueContext, changeCatalogue } from './catalogue-context.ts';
import { findAccount } from './store.ts';

/** How a key of the operator is told from one that a person has entered: by the variable it stands in. */
const TOLD = '$';

/**
 * At every start: a key that the operator gives in the settings of the server is sealed like any other, and goes when it
 * is given no more. What a person has entered stands before it. The server starts without it too: whoever needs the key
 * is told that it lacks.
 */
export async function takeToldKeys(
  context: CatalogueContext,
  { accounts }: Pick<Config, 'accounts'>,
): Promise<void> {
  const { database, log } = context.core;
  const states = await listSecretStates(database, context.vault);
  for (const [account, told] of accounts) {
    const known = states.get(account)?.key;
    if (known && !known.hint.startsWith(TOLD)) continue;
    try {
      if (told.key !== undefined) await takeKey(context, account, { ...told, key: told.key });
      else if (known) await changeCatalogue(context, [forgetSecret({ account, field: 'key' })]);
    } catch (error) {
      log.error('key_not_kept', { account, reason: error instanceof Error ? error.message : String(error) });
    }
  }
}

async function takeKey(
  context: CatalogueContext,
  account: string,
  { variable, key }: ToldAccount & { key: string },
): Promise<void> {
  const { core, vault } = context;
  if (!(await findAccount(core.database, account))) return;
  // A disk that takes nothing any more must not be asked at every start.
  if ((await openSecrets(core.database, vault, account)).key === key) return;
  const secret = {
    account,
    field: 'key',
    text: key,
    hint: TOLD + variable,
    nowMs: core.clock.nowMs(),
  } as const;
  const kept = await vault.sealing((sealIt) => changeCatalogue(context, [keepSecret(sealIt, secret)]));
  if (!kept.ok) core.log.error('key_not_kept', { account, reason: kept.fault.code });
}
