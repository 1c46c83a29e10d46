import { z } from 'zod';

/** What a person can act on. Bugs are thrown; faults are values. */
export const Fault = z.discriminatedUnion('code', [
  z.object({ code: z.literal('bad_input'), field: z.string() }),
  z.object({ code: z.literal('not_signed_in') }),
  z.object({ code: z.literal('wrong_login') }),
  z.object({
    code: z.literal('weak_password'),
    reason: z.enum(['short', 'long', 'common', 'same_as_login']),
  }),
  z.object({ code: z.literal('login_taken') }),
  z.object({ code: z.literal('wrong_password') }),
  z.object({ code: z.literal('user_not_found'), login: z.string() }),
  z.object({ code: z.literal('session_not_found') }),
  z.object({ code: z.literal('last_admin') }),
  z.object({ code: z.literal('last_owner') }),
  z.object({ code: z.literal('setup_closed') }),
  z.object({ code: z.literal('wrong_setup_code') }),
  z.object({ code: z.literal('foreign_origin') }),
  z.object({ code: z.literal('forbidden') }),
  z.object({ code: z.literal('too_many_requests'), retryAfterS: z.number() }),
  z.object({ code: z.literal('not_found') }),
  z.object({ code: z.literal('project_not_found') }),
  z.object({ code: z.literal('project_trashed') }),
  z.object({ code: z.literal('document_refused'), reason: z.string() }),
  z.object({ code: z.literal('document_gap') }),
  z.object({ code: z.literal('document_damaged') }),
  z.object({ code: z.literal('too_large'), limitBytes: z.number() }),
  z.object({ code: z.literal('wrong_hash') }),
  z.object({ code: z.literal('disk_full') }),
  z.object({ code: z.literal('storage_failed') }),
  z.object({ code: z.literal('stopping') }),
  z.object({ code: z.literal('unknown_mutation'), kind: z.string() }),
  z.object({ code: z.literal('id_taken') }),
  z.object({
    code: z.literal('archive_broken'),
    reason: z.enum(['not_an_archive', 'too_large', 'bad_path', 'bad_hash', 'missing_part', 'bad_document']),
  }),
  z.object({ code: z.literal('archive_newer') }),
  z.object({ code: z.literal('archive_unrelated') }),
  z.object({ code: z.literal('backup_broken'), file: z.string() }),
  z.object({ code: z.literal('backup_missing'), folder: z.string() }),
  z.object({ code: z.literal('backup_newer') }),
  z.object({ code: z.literal('database_damaged') }),
  z.object({ code: z.literal('file_unreadable'), file: z.string() }),
  z.object({ code: z.literal('no_data'), folder: z.string() }),
  z.object({ code: z.literal('no_room'), folder: z.string() }),
  z.object({ code: z.literal('folder_unwritable'), folder: z.string() }),
  z.object({ code: z.literal('folder_not_empty'), folder: z.string() }),
  z.object({ code: z.literal('data_in_use'), folder: z.string() }),
  z.object({ code: z.literal('data_unwritable'), folder: z.string() }),
  /** A paid call whose answer was lost: the money may be gone. */
  z.object({ code: z.literal('outcome_unknown') }),
  z.object({ code: z.literal('runner_lost') }),
  z.object({ code: z.literal('job_not_found') }),
  z.object({
    code: z.literal('job_refused'),
    why: z.enum(['lease_lost', 'not_now', 'cancelled', 'call_open', 'conflict', 'gate_full']),
  }),
  z.object({ code: z.literal('budget_exceeded') }),
  z.object({ code: z.literal('unreachable') }),
  z.object({ code: z.literal('internal') }),
]);
export type Fault = z.infer<typeof Fault>;
export type FaultCode = Fault['code'];

/** Every answer of the HTTP interface that is not 2xx. */
export const FaultAnswer = z.object({ fault: Fault, message: z.string() });
export type FaultAnswer = z.infer<typeof FaultAnswer>;
