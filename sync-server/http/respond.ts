import type { Context } from 'hono';
import type { Fault, FaultAnswer, FaultCode } from '#shared/fault.ts';
import { faultText } from '#shared/russian/fault-text.ts';

type FaultStatus = 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503 | 507;

const STATUS = {
  bad_input: 400,
  weak_password: 400,
  document_refused: 422,
  wrong_hash: 422,
  document_gap: 409,
  document_damaged: 409,
  unknown_mutation: 400,
  archive_broken: 400,
  archive_newer: 400,
  backup_broken: 400,
  backup_missing: 400,
  backup_newer: 400,
  database_damaged: 500,
  no_data: 404,
  file_unreadable: 400,
  folder_unwritable: 409,
  not_signed_in: 401,
  wrong_login: 401,
  wrong_password: 403,
  wrong_setup_code: 403,
  setup_closed: 403,
  foreign_origin: 403,
  forbidden: 403,
  not_found: 404,
  project_not_found: 404,
  user_not_found: 404,
  session_not_found: 404,
  login_taken: 409,
  last_admin: 409,
  last_owner: 409,
  project_trashed: 409,
  archive_unrelated: 409,
  folder_not_empty: 409,
  id_taken: 409,
  data_in_use: 409,
  too_large: 413,
  too_many_requests: 429,
  internal: 500,
  storage_failed: 503,
  data_unwritable: 503,
  stopping: 503,
  unreachable: 503,
  outcome_unknown: 409,
  runner_lost: 409,
  job_not_found: 404,
  job_refused: 409,
  budget_exceeded: 409,
  disk_full: 507,
  no_room: 507,
} as const satisfies Record<FaultCode, FaultStatus>;

export function refuse(c: Context, fault: Fault) {
  if (fault.code === 'too_many_requests') c.header('Retry-After', String(Math.ceil(fault.retryAfterS)));
  // The rest of the body is still on its way; the next request cannot follow it on this connection.
  if (fault.code === 'too_large') c.header('Connection', 'close');
  return c.json({ fault, message: faultText(fault) } satisfies FaultAnswer, STATUS[fault.code]);
}
