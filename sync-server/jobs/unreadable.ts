import { core } from 'zod';

/** A row of the ledger that is not what it should be: a damaged disk, or a later version of the server. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof core.$ZodError || error instanceof SyntaxError;
}
