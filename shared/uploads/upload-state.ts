export type UploadState =
  /** It is being read, and written to this device. */
  | 'copying'
  | 'waiting'
  | 'sending'
  /** The last try failed for a reason that passes. */
  | 'retrying'
  | 'paused'
  | 'failed'
  /** Its content died with another tab; the person can pick the file again. */
  | 'lost'
  /** The server has it; its picture is being made. */
  | 'processing'
  | 'done';
