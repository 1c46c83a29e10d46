import type { InstanceRole } from '#shared/account/account.ts';
import type { UserId } from '#shared/ids.ts';

/** Who makes a request, and by which session. */
export type Principal = { user: UserId; login: string; role: InstanceRole; session: string };
