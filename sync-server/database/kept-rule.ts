import type { Fault } from '#shared/fault.ts';

/** The rule that a trigger of the database has kept by refusing a statement, or nothing. */
export function keptRule(error: unknown): Fault | undefined {
  const message = error instanceof Error ? error.message : '';
  if (message.includes('constraint: last_owner')) return { code: 'last_owner' };
  if (message.includes('constraint: last_admin')) return { code: 'last_admin' };
  return undefined;
}
