/** Why the settings cannot be used, as a value: the server logs it, the terminal says it. */
export type ConfigProblem =
  | { kind: 'bad_value'; variable: string; source: SettingSource | undefined }
  | { kind: 'unknown_key'; key: string; nearest: string | undefined }
  | { kind: 'given_twice'; variable: string; other: string }
  /** BLOBS_URL names a store, and nothing opens it. */
  | { kind: 'key_missing'; variable: string }
  | { kind: 'file_unreadable'; file: string }
  | { kind: 'secret_unreadable'; variable: string; file: string }
  | { kind: 'bad_toml'; file: string; line: number; column: number };

/** A variable that nobody reads: most likely a slip of the pen. */
export type UnknownVariable = { variable: string; nearest: string | undefined };

export type SettingSource = 'environment' | 'toml' | 'default';
