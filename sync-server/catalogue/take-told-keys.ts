import type { Config } from '../config.ts';
import type { Statement } from '../database/sql.ts';
import { forgetSecret, keepSecret, listSecretStates } from '../secrets/account-secrets.ts';
import { type CatalogueContext, changeCatalogue } from './catalogue-context.ts';
import { findAccount } from './store.ts';

/** How a key of the operator is told from one that a person has entered: by the variable it stands in. */
const TOLD = '$';

/**
 * At every start: a key that the operator gives in the settings of the server is sealed like any other, and goes when it
 * is given no more. What a person has entered stands before it.
 */
export async function takeToldKeys(
  context: CatalogueContext,
  { accounts }: Pick<Config, 'accounts'>,
): Promise<void> {
  const { core, vault } = context;
  const states = await listSecretStates(core.database, vault);
  const gone: Statement[] = [];
  for (const [account, { variable, key }] of accounts) {
    const known = states.get(account)?.key;
    if (known && !known.hint.startsWith(TOLD)) continue;
    if (!(await findAccount(core.database, account))) continue;
    if (key === undefined) {
      if (known) gone.push(forgetSecret({ account, field: 'key' }));
      continue;
    }
    const secret = {
      account,
      field: 'key',
      text: key,
      hint: TOLD + variable,
      nowMs: core.clock.nowMs(),
    } as const;
    const kept = await vault.sealing((sealIt) => changeCatalogue(context, [keepSecret(sealIt, secret)]));
    // It starts all the same: whoever needs the key is told that it lacks.
    if (!kept.ok) core.log.error('key_not_kept', { account, fault: kept.fault.code });
  }
  if (gone.length > 0) await changeCatalogue(context, gone);
}
