import * as z from 'zod';
import { ok, type Result } from '#shared/result.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, type Statement, sql } from '../database/sql.ts';
import type { Sealed, Sealer, Vault } from './vault.ts';

export type SecretField = 'key' | 'proxy';

type Owner = { account: string; field: SecretField };
type Row = Owner & Sealed & { hint: string; changedAtMs: number };

/** `lost`: the key that it was sealed by is not there any more. */
export type SecretState = { state: 'set' | 'lost'; hint: string; changedAtMs: number };

/** The statement that keeps a secret of an account. */
export function keepSecret(
  sealIt: Sealer,
  { account, field, text, hint, nowMs }: Owner & { text: string; hint: string; nowMs: number },
): Statement {
  const { by, bytes } = sealIt(text, subjectOf({ account, field }));
  return sql(
    `INSERT INTO account_secrets (account, field, sealed_by, sealed, hint, changed_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, field) DO UPDATE SET sealed_by = excluded.sealed_by, sealed = excluded.sealed,
         hint = excluded.hint, changed_at = excluded.changed_at`,
    account,
    field,
    by,
    bytes,
    hint,
    nowMs,
  );
}

export function forgetSecret({ account, field }: Owner): Statement {
  return sql('DELETE FROM account_secrets WHERE account = ? AND field = ?', account, field);
}

/** Of all accounts of a provider. */
export function forgetKeysOf(provider: string): Statement {
  return sql(
    "DELETE FROM account_secrets WHERE field = 'key' AND account IN (SELECT id FROM accounts WHERE provider = ?)",
    provider,
  );
}

export type OpenedSecrets = { key?: string; proxy?: string; lost: SecretField[] };

/** What a runner needs to speak for an account. */
export async function openSecrets(database: Database, vault: Vault, account: string): Promise<OpenedSecrets> {
  const rows = await database.recall(sql(SECRETS_OF, account));
  const opened: OpenedSecrets = { lost: [] };
  for (const row of rows.map(rowOf)) {
    const text = await vault.unseal(row, subjectOf(row));
    if (text === undefined) opened.lost.push(row.field);
    else opened[row.field] = text;
  }
  return opened;
}

/** Of all accounts, without a word of what is in them. */
export async function listSecretStates(
  database: Database,
  vault: Vault,
): Promise<Map<string, Partial<Record<SecretField, SecretState>>>> {
  const states = new Map<string, Partial<Record<SecretField, SecretState>>>();
  for (const row of (await database.read(sql(SECRETS))).map(rowOf)) {
    const isOpen = (await vault.unseal(row, subjectOf(row))) !== undefined;
    const { account, field, hint, changedAtMs } = row;
    const state = { state: isOpen ? ('set' as const) : ('lost' as const), hint, changedAtMs };
    states.set(account, { ...states.get(account), [field]: state });
  }
  return states;
}

/** How many secrets the new key has now, and how many no key of the file opens. */
export const Rotation = z.object({ brought: z.number(), lost: z.number() });
export type Rotation = z.infer<typeof Rotation>;

/**
 * Brings all that opens over to a new key of the file. Killed anywhere, each row opens still: the old keys leave the file
 * after the rows. A secret that was changed meanwhile is left as it is.
 */
export async function rotateSecrets(database: Database, vault: Vault): Promise<Result<Rotation>> {
  const rotation = { brought: 0, lost: 0 };
  const rotated = await vault.rotate(async (sealAnew) => {
    const statements: Statement[] = [];
    for (const row of (await database.read(sql(SECRETS))).map(rowOf)) {
      const text = await vault.unseal(row, subjectOf(row));
      if (text === undefined) {
        rotation.lost++;
        continue;
      }
      const { by, bytes } = sealAnew(text, subjectOf(row));
      statements.push(
        sql(
          'UPDATE account_secrets SET sealed_by = ?, sealed = ? WHERE account = ? AND field = ? AND sealed = ?',
          by,
          bytes,
          row.account,
          row.field,
          row.bytes,
        ),
      );
    }
    await database.write(statements);
    rotation.brought = statements.length;
  });
  return rotated.ok ? ok(rotation) : rotated;
}

const SECRETS = 'SELECT account, field, sealed_by, sealed, hint, changed_at FROM account_secrets';
const SECRETS_OF = `${SECRETS} WHERE account = ?`;

function rowOf(row: SqlRow): Row {
  if (!(row.sealed instanceof Uint8Array)) throw new TypeError('a sealed text that is no bytes');
  return {
    account: String(row.account),
    field: row.field === 'proxy' ? 'proxy' : 'key',
    by: String(row.sealed_by),
    bytes: row.sealed,
    hint: String(row.hint),
    changedAtMs: Number(row.changed_at),
  };
}

/** Of which row it is: a sealed text that is moved to another account opens nothing there. */
function subjectOf({ account, field }: Owner): string {
  return `account ${account} ${field}`;
}
