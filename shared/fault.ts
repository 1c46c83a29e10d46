import * as z from 'zod/mini';

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
  /** Neither a picture nor a film, a sound or subtitles that we take. */
  z.object({ code: z.literal('not_media') }),
  /** The files of one person would take more than he may have. */
  z.object({ code: z.literal('quota_full'), limitBytes: z.number(), usedBytes: z.number() }),
  z.object({ code: z.literal('disk_full') }),
  z.object({ code: z.literal('storage_failed') }),
  /** The store of files, where it is not the server's own disk, cannot be had at the moment. */
  z.object({ code: z.literal('blobs_away') }),
  /** Told at the start: the store that the settings name. */
  z.object({
    code: z.literal('blobs_unusable'),
    why: z.enum([
      'unreachable',
      'certificate',
      'no_bucket',
      'keys',
      'forbidden',
      'clock',
      'region',
      'not_a_store',
    ]),
    store: z.string(),
  }),
  z.object({ code: z.literal('stopping') }),
  z.object({ code: z.literal('unknown_mutation'), kind: z.string() }),
  z.object({ code: z.literal('id_taken') }),
  z.object({
    code: z.literal('archive_broken'),
    reason: z.enum(['not_an_archive', 'too_large', 'bad_path', 'bad_hash', 'missing_part', 'bad_document']),
  }),
  z.object({ code: z.literal('archive_newer') }),
  z.object({ code: z.literal('archive_unrelated') }),
  /** The disk of the server has no room for the files of a project. */
  z.object({ code: z.literal('no_room_for_files'), neededBytes: z.number() }),
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
  z.object({ code: z.literal('restored_from_backup') }),
  z.object({ code: z.literal('job_not_found') }),
  z.object({
    code: z.literal('job_refused'),
    why: z.enum(['lease_lost', 'not_now', 'cancelled', 'call_open', 'conflict', 'gate_full']),
  }),
  z.object({ code: z.literal('budget_exceeded'), of: z.optional(z.literal('house')) }),
  /** The price has changed since the person agreed to it, or nobody knows one. */
  z.object({ code: z.literal('price_changed') }),
  z.object({ code: z.literal('price_unknown') }),
  z.object({ code: z.literal('too_many_jobs'), limit: z.number() }),
  z.object({ code: z.literal('model_not_found'), model: z.string() }),
  z.object({ code: z.literal('model_retired'), model: z.string(), on: z.string() }),
  z.object({ code: z.literal('model_off'), model: z.string() }),
  z.object({ code: z.literal('provider_not_found') }),
  z.object({ code: z.literal('account_not_found') }),
  z.object({ code: z.literal('account_in_use'), models: z.number() }),
  z.object({ code: z.literal('provider_in_use'), jobs: z.number() }),
  /** Nobody has entered a key for this account of a provider. */
  z.object({ code: z.literal('key_missing'), account: z.string() }),
  /** The file that the key was sealed with is not there any more. */
  z.object({ code: z.literal('key_lost'), account: z.string() }),
  z.object({ code: z.literal('secret_file_unusable'), file: z.string() }),
  /** An address of a closed network that the operator has not allowed. */
  z.object({ code: z.literal('private_address'), origin: z.string() }),
  z.object({ code: z.literal('adapter_unknown'), adapter: z.string() }),
  z.object({ code: z.literal('check_unknown') }),
  /** A row of the catalogue that was pasted: where in it, and what is wrong there. */
  z.object({
    code: z.literal('bad_row'),
    at: z.string(),
    why: z.enum([
      'missing',
      'value',
      'unknown',
      'address',
      'foreign',
      'twice',
      'no_reference',
      'unread',
      'unsent',
      'secret',
    ]),
  }),
  z.object({ code: z.literal('bad_parameter'), parameter: z.string() }),
  z.object({ code: z.literal('asset_not_found') }),
  z.object({ code: z.literal('provider_busy'), retryAfterS: z.number() }),
  z.object({ code: z.literal('provider_unreachable') }),
  z.object({ code: z.literal('provider_failed') }),
  z.object({ code: z.literal('provider_garbled') }),
  z.object({ code: z.literal('provider_no_money') }),
  z.object({ code: z.literal('provider_key_refused') }),
  z.object({ code: z.literal('provider_region_blocked') }),
  z.object({ code: z.literal('provider_refused_content'), reason: z.string() }),
  z.object({ code: z.literal('provider_refused_request'), reason: z.string() }),
  z.object({ code: z.literal('provider_timed_out') }),
  z.object({ code: z.literal('result_lost') }),
  z.object({ code: z.literal('result_unreadable') }),
  /** What a runner says of content that it cannot look at. */
  z.object({ code: z.literal('content_unreadable') }),
  z.object({ code: z.literal('content_too_many_pixels'), megapixels: z.number() }),
  z.object({ code: z.literal('content_too_heavy') }),
  z.object({ code: z.literal('tool_missing'), tool: z.string() }),
  z.object({ code: z.literal('work_failed'), reason: z.string() }),
  z.object({ code: z.literal('wrong_pairing_code') }),
  z.object({ code: z.literal('runner_needs_tls') }),
  z.object({ code: z.literal('runner_unknown') }),
  z.object({ code: z.literal('runner_protocol'), server: z.number() }),
  z.object({ code: z.literal('runner_not_found') }),
  z.object({ code: z.literal('upload_moved_on'), offset: z.number() }),
  /** A result names content that this runner has not uploaded. */
  z.object({ code: z.literal('content_missing'), sha256: z.string() }),
  /** Asked by a command; a page says `unreachable`. */
  z.object({ code: z.literal('server_unreachable'), url: z.string() }),
  z.object({ code: z.literal('unreachable') }),
  z.object({ code: z.literal('internal') }),
]);
export type Fault = z.infer<typeof Fault>;
export type FaultCode = Fault['code'];

/** Every answer of the HTTP interface that is not 2xx. */
export const FaultAnswer = z.object({ fault: Fault, message: z.string() });
export type FaultAnswer = z.infer<typeof FaultAnswer>;
